using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerRegistrationTests
{
    private readonly IndexServer server = new(new IndexServerOptions { NodesMax = 2, FilesPerNodeMax = 10 });
    private readonly Bench bench;

    public IndexServerRegistrationTests() => bench = new Bench(server);

    [Fact]
    public void A_node_is_online_from_its_registration_to_the_end_of_its_link()
    {
        bench.Link(1);
        Assert.Equal((1, 0), (server.LinkedPeers, server.OnlineNodes));
        bench.Receive(1, new Register(7, 0));
        Assert.Equal(1, server.OnlineNodes);
        bench.Unlink(1);
        Assert.Equal((0, 0), (server.LinkedPeers, server.OnlineNodes));
    }

    [Fact]
    public void A_message_without_a_link_is_dropped()
    {
        bench.Receive(1, new Register(7, 0));
        Assert.Equal([DropReason.NotAllowedInState], bench.Dropped());
        Assert.Equal(0, server.OnlineNodes);
    }

    [Theory]
    [InlineData(7, 40, 40)]
    [InlineData(8, 40, 0)]
    [InlineData(0, 0, 0)]
    public void It_answers_the_version_it_committed_of_this_library(int stored, long version, long answer)
    {
        bench.Link(1);
        var id = bench.Receive(1, new Register(7, 50));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer((UInt128)stored, version, 0));
        Assert.Equal((NodeOf(1), id, new RegisterResume(7, answer)), Assert.Single(bench.Sent<RegisterResume>()));
    }

    [Fact]
    public void A_batch_is_acknowledged_after_its_commit_and_under_its_id()
    {
        Open(1);
        var id = bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Empty(bench.Sent<RegisterCommitted>());
        var (ticket, question) = Assert.Single(bench.Asked<CommitQuestion>());
        Assert.Equal(NodeOf(1), question.Node);
        bench.Answer(ticket, new CommitAnswer(7, 1, null, [], 1));
        Assert.Equal((NodeOf(1), id, new RegisterCommitted(7, 1)), Assert.Single(bench.Sent<RegisterCommitted>()));
        Assert.Equal(1, server.Commits);
    }

    [Fact]
    public void A_batch_before_the_answer_to_the_registration_is_dropped()
    {
        bench.Link(1);
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        bench.Receive(1, new Register(7, 1));
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Equal([DropReason.NotAllowedInState, DropReason.NotAllowedInState], bench.Dropped());
        Assert.Empty(bench.Asked<CommitQuestion>());
    }

    [Fact]
    public void A_replayed_batch_is_dropped_and_the_registration_goes_on()
    {
        Open(1);
        var batch = Batch(7, 0, Added("a.txt", 1));
        bench.Receive(1, batch);
        bench.Receive(1, batch);
        Assert.Equal([DropReason.Replayed], bench.Dropped());
        bench.Receive(1, Batch(7, 1, Added("b.txt", 2)));
        Assert.Equal(2, bench.Asked<CommitQuestion>().Count);
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(8, 0)]
    public void A_batch_that_does_not_follow_is_refused_and_the_next_one_dropped(int library, long from)
    {
        Open(1);
        bench.Receive(1, Batch(library, from, Added("a.txt", 1)));
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Equal([DropReason.Unexpected, DropReason.NotAllowedInState], bench.Dropped());
        Assert.Single(bench.Sent<RegisterRefused>());
        Assert.Empty(bench.Asked<CommitQuestion>());
    }

    [Fact]
    public void A_fifth_unacknowledged_batch_is_refused()
    {
        Open(1);
        for (var from = 0; from < 5; from++) bench.Receive(1, Batch(7, from, Added($"{from}.txt", from)));
        Assert.Equal([DropReason.LimitReached], bench.Dropped());
        Assert.Equal(4, bench.Asked<CommitQuestion>().Count);
        Assert.Single(bench.Sent<RegisterRefused>());
    }

    [Fact]
    public void Names_without_length_or_too_long_and_impossible_sizes_are_refused()
    {
        FileChange[] bad =
        [
            Added("", 1), Added(new string('x', 1_025), 1), new(false, File("a", 1, folder: new string('x', 2_049))),
            new(false, File("a", 1, sizeBytes: 0)), new(false, File("a", 1, sizeBytes: -5)), new(false, File("a", 1, sizeBytes: ContentId.SizeBytesMax + 1)),
        ];
        foreach (var change in bad)
        {
            Open(1);
            bench.Receive(1, Batch(7, 0, change));
            Assert.Equal([change.File.Content.SizeBytes == 1_000 ? DropReason.BadName : DropReason.Malformed], bench.Dropped());
            bench.Unlink(1);
        }
        Assert.Empty(bench.Asked<CommitQuestion>());
    }

    [Fact]
    public void More_changes_than_a_batch_may_have_are_refused()
    {
        Open(1);
        bench.Receive(1, Batch(7, 0, [.. Enumerable.Repeat(Removed("a", 1), 501)]));
        Assert.Equal([DropReason.Malformed], bench.Dropped());
    }

    [Fact]
    public void More_files_than_a_node_may_have_are_refused_and_replaced_ones_do_not_count()
    {
        Open(1);
        Commit(0, 10, filesAfter: 5);
        Commit(10, 5, filesAfter: 10);
        bench.Receive(1, Batch(7, 15, Added("one more", 1)));
        Assert.Equal([DropReason.TooManyFiles], bench.Dropped());
        Assert.Contains("10 files", Assert.Single(bench.Sent<RegisterRefused>()).Message.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_commit_is_refused_and_never_acknowledged()
    {
        Open(1);
        bench.Receive(1, Batch(7, 0, Added("a", 1)));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new AnswerFailed("The disk is full."));
        Assert.Empty(bench.Sent<RegisterCommitted>());
        Assert.Equal("The disk is full.", Assert.Single(bench.Sent<RegisterRefused>()).Message.Reason);
    }

    [Fact]
    public void A_new_registration_waits_for_commits_on_the_way_and_is_not_told_of_them()
    {
        Open(1);
        bench.Receive(1, Batch(7, 0, Added("a", 1)));
        var commit = Assert.Single(bench.Asked<CommitQuestion>()).Ticket;
        bench.Unlink(1);
        bench.Link(1);
        bench.Receive(1, new Register(7, 1));
        Assert.Empty(bench.Asked<RegisteredQuestion>());
        bench.Answer(commit, new CommitAnswer(7, 1, null, [], 1));
        Assert.Empty(bench.Sent<RegisterCommitted>());
        Assert.Single(bench.Asked<RegisteredQuestion>());
    }

    [Fact]
    public void A_full_index_refuses_the_next_node()
    {
        Open(1);
        Open(2);
        bench.Link(3);
        bench.Receive(3, new Register(7, 0));
        Assert.Equal((NodeOf(3), "The index server is full."), Assert.Single(bench.Sent<RegisterRefused>().Select(sent => (sent.Peer, sent.Message.Reason))));
        Assert.Equal(2, server.OnlineNodes);
    }

    [Fact]
    public void Registering_without_pause_is_limited_and_asks_the_store_once_at_a_time()
    {
        bench.Link(1);
        for (var attempt = 0; attempt < 60; attempt++) bench.Receive(1, new Register(7, 0));
        Assert.Equal(10, bench.Dropped().Count(reason => reason == DropReason.RateExceeded));
        Assert.Single(bench.Asked<RegisteredQuestion>());
    }

    [Fact]
    public void A_version_below_zero_is_dropped()
    {
        bench.Link(1);
        bench.Receive(1, new Register(7, -1));
        Assert.Equal([DropReason.Malformed], bench.Dropped());
        Assert.Equal(0, server.OnlineNodes);
    }

    [Fact]
    public void Rows_of_nodes_long_gone_are_forgotten_on_a_timer()
    {
        bench.Start();
        Open(1);
        bench.NowMs = 600_000;
        bench.Elapse(Assert.Single(bench.Woken()).Timer);
        var (ticket, question) = Assert.Single(bench.Asked<ForgetQuestion>());
        Assert.Equal([NodeOf(1)], question.Online);
        Assert.Equal(24 * 3_600_000, question.NowUnixMs - question.SeenBeforeUnixMs);
        bench.Answer(ticket, new ForgotAnswer(3));
        Assert.Equal(3, server.ForgottenNodes);
        Assert.Equal(600_000, Assert.Single(bench.Woken()).DelayMs);
    }

    private void Open(int node)
    {
        bench.Link(node);
        bench.Receive(node, new Register(7, 100));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        bench.Sent<RegisterResume>();
    }

    private void Commit(long from, int changes, int filesAfter)
    {
        bench.Receive(1, Batch(7, from, [.. Enumerable.Range(0, changes).Select(number => Added($"{number}", number))]));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, from + changes, null, [], filesAfter));
        Assert.Empty(bench.Dropped());
    }
}
