using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientRegistrationTests
{
    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions { ChangesMax = 10 }));

    public NapsterClientRegistrationTests()
    {
        bench.Request(new UseIndexServer(null, NodeOf(9)));
        bench.Request(new LibraryChanged(7, 100));
        bench.Link(9);
    }

    [Fact]
    public void It_says_where_the_library_is_and_sends_what_follows_the_answer()
    {
        Assert.Equal((NodeOf(9), new Register(7, 100)), Assert.Single(bench.Sent<Register>().Select(sent => (sent.Peer, sent.Message))));
        bench.Receive(9, new RegisterResume(7, 40));
        var (ticket, question) = Assert.Single(bench.Asked<LibraryChanges>());
        Assert.Equal(new LibraryChanges(7, 40, 10), question);
        bench.Answer(ticket, Changes(40, 50));
        var batch = Assert.Single(bench.Sent<RegisterBatch>()).Message;
        Assert.Equal((40L, 50L, 10), (batch.FromVersion, batch.ToVersion, batch.Changes.Count));
    }

    [Fact]
    public void Four_batches_are_on_the_way_and_the_next_one_waits_for_an_acknowledgement()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        SendAll();
        Assert.Equal([10, 20, 30, 40], bench.Sent<RegisterBatch>().Select(sent => sent.Message.ToVersion));
        bench.Receive(9, new RegisterCommitted(7, 10));
        SendAll();
        Assert.Equal([50], bench.Sent<RegisterBatch>().Select(sent => sent.Message.ToVersion));
        Assert.Equal(new RegistrationProgress(10, 100), bench.Noted<RegistrationProgress>()[^1]);
    }

    [Fact]
    public void It_stops_at_the_version_of_the_library_and_goes_on_when_that_grows()
    {
        bench.Receive(9, new RegisterResume(7, 90));
        SendAll();
        bench.Receive(9, new RegisterCommitted(7, 100));
        Assert.Empty(bench.Asked<LibraryChanges>());
        bench.Request(new LibraryChanged(7, 103));
        Assert.Equal(100, Assert.Single(bench.Asked<LibraryChanges>()).Question.SinceVersion);
    }

    [Theory]
    [InlineData(7, 20)]
    [InlineData(8, 10)]
    [InlineData(7, 11)]
    public void An_acknowledgement_of_anything_but_the_oldest_batch_is_dropped(int library, long version)
    {
        bench.Receive(9, new RegisterResume(7, 0));
        SendAll();
        bench.Receive(9, new RegisterCommitted((UInt128)library, version));
        Assert.Equal([DropReason.Unexpected], bench.Dropped());
        Assert.Empty(bench.Asked<LibraryChanges>());
    }

    [Fact]
    public void A_second_resume_or_one_for_another_library_is_dropped()
    {
        bench.Receive(9, new RegisterResume(8, 0));
        bench.Receive(9, new RegisterResume(7, -1));
        bench.Receive(9, new RegisterResume(7, 0));
        bench.Receive(9, new RegisterResume(7, 0));
        Assert.Equal([DropReason.Unexpected, DropReason.Unexpected, DropReason.Unexpected], bench.Dropped());
    }

    [Fact]
    public void Another_library_id_registers_anew_and_answers_about_the_old_one_are_void()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        var old = Assert.Single(bench.Asked<LibraryChanges>()).Ticket;
        bench.Sent<Register>();
        bench.Request(new LibraryChanged(8, 5));
        Assert.Equal(new Register(8, 5), Assert.Single(bench.Sent<Register>()).Message);
        bench.Answer(old, Changes(0, 10));
        Assert.Empty(bench.Sent<RegisterBatch>());
    }

    [Fact]
    public void A_library_that_was_numbered_anew_meanwhile_is_registered_under_its_new_id()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        bench.Sent<Register>();
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new LibraryChangesAnswer(8, 0, 3, 3, []));
        Assert.Equal(new Register(8, 3), Assert.Single(bench.Sent<Register>()).Message);
    }

    [Fact]
    public void Changes_that_do_not_fit_a_frame_are_asked_for_in_smaller_parts()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        var ticket = Assert.Single(bench.Asked<LibraryChanges>()).Ticket;
        FileChange[] large = [.. Enumerable.Range(0, 10).Select(number => Added(new string('x', 8_000), number))];
        bench.Answer(ticket, new LibraryChangesAnswer(7, 0, 10, 100, large));
        Assert.Empty(bench.Sent<RegisterBatch>());
        Assert.Equal(5, Assert.Single(bench.Asked<LibraryChanges>()).Question.ChangesMax);
    }

    [Fact]
    public void A_refusal_is_told_and_tried_again_later()
    {
        bench.Receive(9, new RegisterRefused(7, "The index server is full."));
        var told = bench.Noted<OverlayStateChanged>()[^1];
        Assert.Equal((OverlayState.Failed, "The index server refused the registration: The index server is full."), (told.State, told.Reason));
        bench.Sent<Register>();
        bench.Elapse(bench.Woken()[^1].Timer);
        Assert.Single(bench.Sent<Register>());
    }

    [Fact]
    public void Refusals_are_answered_by_longer_and_longer_waits_until_something_is_committed()
    {
        Assert.All(new long[] { 2_000, 4_000, 8_000, 16_000, 30_000, 30_000 }, ceilingMs => Assert.InRange(RefusedWaitMs(), ceilingMs / 2, ceilingMs));
        bench.Receive(9, new RegisterResume(7, 0));
        bench.Answer(bench.Asked<LibraryChanges>()[^1].Ticket, Changes(0, 10));
        bench.Receive(9, new RegisterCommitted(7, 10));
        Assert.InRange(RefusedWaitMs(), 1_000, 2_000);
    }

    [Fact]
    public void A_refusal_is_taken_back_when_the_index_takes_files_again_and_not_before()
    {
        RefusedWaitMs();
        bench.Receive(9, new RegisterResume(7, 0));
        Assert.Contains("refused", bench.Noted<OverlayStateChanged>()[^1].Reason, StringComparison.Ordinal);
        bench.Answer(bench.Asked<LibraryChanges>()[^1].Ticket, Changes(0, 10));
        bench.Receive(9, new RegisterCommitted(7, 10));
        Assert.StartsWith("Linked to", Assert.Single(bench.Noted<OverlayStateChanged>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_does_not_answer_is_asked_again_later()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new AnswerFailed("busy"));
        Assert.Empty(bench.Asked<LibraryChanges>());
        bench.Elapse(bench.Woken()[^1].Timer);
        Assert.Single(bench.Asked<LibraryChanges>());
    }

    [Fact]
    public void A_server_that_does_not_answer_the_registration_is_left_and_dialled_anew()
    {
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs == 30_000).Timer);
        Assert.Equal([NodeOf(9)], bench.Released());
        Assert.Contains("did not answer the registration", bench.Noted<OverlayStateChanged>()[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_new_link_it_asks_again_where_the_index_stands()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        SendAll();
        bench.Forget();
        bench.Unlink(9);
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs >= 0).Timer);
        bench.Link(9);
        Assert.Single(bench.Sent<Register>());
        bench.Receive(9, new RegisterResume(7, 20));
        Assert.Equal(20, Assert.Single(bench.Asked<LibraryChanges>()).Question.SinceVersion);
    }

    [Fact]
    public void Nobody_but_the_server_moves_the_registration()
    {
        bench.Receive(5, new RegisterResume(7, 0));
        bench.Receive(5, new RegisterRefused(7, "go away"));
        Assert.Equal([DropReason.Unsolicited, DropReason.Unsolicited], bench.Dropped());
        Assert.Empty(bench.Asked<LibraryChanges>());
    }

    private static LibraryChangesAnswer Changes(long from, long to) =>
        new(7, from, to, 100, [.. Enumerable.Range((int)from, (int)(to - from)).Select(number => Added($"{number}.txt", number))]);

    private void SendAll()
    {
        while (bench.Asked<LibraryChanges>() is [var (ticket, question)])
            bench.Answer(ticket, Changes(question.SinceVersion, question.SinceVersion + question.ChangesMax));
    }

    /// <summary>Is refused, and registers again after the wait that is returned.</summary>
    private long RefusedWaitMs()
    {
        bench.Receive(9, new RegisterRefused(7, "The index cannot be written."));
        var (timer, delayMs) = bench.Woken()[^1];
        bench.Elapse(timer);
        return delayMs;
    }
}
