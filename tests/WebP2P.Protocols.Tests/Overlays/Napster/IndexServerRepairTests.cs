using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerRepairTests
{
    private static readonly FileEntry[] Held = [File("a.txt", 1), File("b.txt", 2)];
    private static readonly FileEntry[] Own = [File("a.txt", 1), File("b.txt", 3)];
    private static readonly int Bucket = FilePlace.BucketOf(FilePlace.Of("music", "b.txt"));
    private static readonly PlaceSpan Span = FilePlace.SpanOf(Bucket);

    private readonly IndexServer server = new(new IndexServerOptions { FilesPerNodeMax = 10 });
    private readonly Bench bench;

    public IndexServerRepairTests() => bench = new Bench(server);

    [Fact]
    public void An_index_that_is_ahead_of_the_library_says_so_and_how_many_files_it_has()
    {
        Register(held: 51, files: 2);
        Assert.Equal(new RegisterResume(7, 51) { Files = 2 }, Assert.Single(bench.Sent<RegisterResume>()).Message);
    }

    [Fact]
    public void Digests_are_answered_with_the_buckets_that_differ()
    {
        Register(held: 51, files: 2);
        var id = bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Of(Own)));
        var (ticket, question) = Assert.Single(bench.Asked<DigestsQuestion>());
        Assert.Equal(NodeOf(1), question.Node);
        bench.Answer(ticket, new DigestsAnswer(BucketDigests.Of(Held)));
        var (peer, answerId, differing) = Assert.Single(bench.Sent<RegisterDiffering>());
        Assert.Equal((NodeOf(1), id, (UInt128)7, 50L), (peer, answerId, differing.LibraryId, differing.Version));
        Assert.Equal([Bucket], differing.Buckets);
    }

    [Fact]
    public void Parts_of_a_bucket_are_committed_and_acknowledged_one_by_one_and_the_last_opens_the_numbers_again()
    {
        Compare();
        var middle = FilePlace.Of("music", "b.txt");
        bench.Receive(1, Part(false, [new PlaceSpan(Span.First, middle)], Own[1]));
        bench.Receive(1, Part(true, [new PlaceSpan(middle + 1, Span.Last)]));
        bench.Receive(1, Batch(7, 50, Added("c.txt", 4)));
        Assert.Empty(bench.Dropped());
        foreach (var (ticket, question) in bench.Asked<CommitQuestion>()) bench.Answer(ticket, new CommitAnswer(7, question.Batch.ToVersion, null, [], 2));
        Assert.Equal([50, 50, 51], bench.Sent<RegisterCommitted>().Select(sent => sent.Message.Version));
    }

    public static TheoryData<RegisterBatch, DropReason> WrongParts => new()
    {
        { Part(true, [FilePlace.SpanOf(Bucket + 1)]), DropReason.Malformed },
        { Part(true, [new PlaceSpan(Span.Last, Span.First)]), DropReason.Malformed },
        { Part(true, [new PlaceSpan(Span.First, Span.Last + 1)]), DropReason.Malformed },
        { Part(true, [new PlaceSpan(-1, Span.Last)]), DropReason.Unexpected },
        { Part(true, [Span, Span]), DropReason.Unexpected },
        { Part(false, []), DropReason.Malformed },
        { Part(true, [Span], File("a.txt", 1)), DropReason.Malformed },
        { Part(true, [Span], File("b/c.txt", 1)), DropReason.BadName },
        { Part(true, [new PlaceSpan(Span.First, Span.First)], Own[1]), DropReason.Malformed },
        { Part(true, [Span], Own[1]) with { FromVersion = 49 }, DropReason.Unexpected },
        { Part(true, [Span], Own[1]) with { ToVersion = 60 }, DropReason.Unexpected },
        { Part(true, [Span], Own[1]) with { LibraryId = 8 }, DropReason.Unexpected },
        { Part(true, [Span]) with { Changes = [new FileChange(true, Own[1])] }, DropReason.Malformed },
        { Part(true, [.. Enumerable.Range(0, 257).Select(number => new PlaceSpan(Span.First + number, Span.First + number))]), DropReason.Malformed },
    };

    [Theory]
    [MemberData(nameof(WrongParts), DisableDiscoveryEnumeration = true)]
    public void Anything_but_the_next_part_is_refused_and_counted(RegisterBatch batch, DropReason reason)
    {
        Compare();
        bench.Receive(1, batch);
        Assert.Equal([reason], bench.Dropped());
        Assert.Single(bench.Sent<RegisterRefused>());
        Assert.Empty(bench.Asked<CommitQuestion>());
        Assert.Equal((nameof(RegisterBatch), reason, 1L), server.Refusals.Select(refusal => (refusal.Message, refusal.Reason, refusal.Count)).Single());
    }

    [Fact]
    public void A_part_that_was_sent_before_is_dropped_and_the_repair_goes_on()
    {
        Compare();
        var first = Part(false, [new PlaceSpan(Span.First, Span.First)]);
        bench.Receive(1, first);
        bench.Receive(1, first);
        Assert.Equal([DropReason.Replayed], bench.Dropped());
        bench.Receive(1, Part(true, [new PlaceSpan(Span.First + 1, Span.Last)], Own[1]));
        Assert.Equal(2, bench.Asked<CommitQuestion>().Count);
    }

    [Fact]
    public void Batches_are_of_the_kind_that_is_waited_for()
    {
        Register(held: 51, files: 2);
        bench.Receive(1, Part(true, [Span]));
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Empty));
        bench.Receive(1, Batch(7, 51, Added("c.txt", 4)));
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Empty));
        bench.Answer(Assert.Single(bench.Asked<DigestsQuestion>()).Ticket, new DigestsAnswer(BucketDigests.Of(Held)));
        bench.Receive(1, Batch(7, 51, Added("c.txt", 4)));
        Assert.Equal(Enumerable.Repeat(DropReason.NotAllowedInState, 4), bench.Dropped());
        Assert.Empty(bench.Asked<CommitQuestion>());
    }

    [Theory]
    [InlineData(8, 50, DropReason.NotAllowedInState)]
    [InlineData(7, -1, DropReason.Malformed)]
    public void Digests_of_something_else_are_dropped(int library, long version, DropReason reason)
    {
        Register(held: 51, files: 2);
        bench.Receive(1, new RegisterDigests((UInt128)library, version, BucketDigests.Empty));
        Assert.Equal([reason], bench.Dropped());
        Assert.Empty(bench.Asked<DigestsQuestion>());
    }

    [Fact]
    public void Digests_wait_until_no_batch_is_on_the_way()
    {
        Register(held: 40, files: 2);
        bench.Receive(1, Batch(7, 40, Added("c.txt", 4)));
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Empty));
        Assert.Equal([DropReason.NotAllowedInState], bench.Dropped());
    }

    [Fact]
    public void A_store_that_cannot_be_read_refuses_and_an_answer_about_an_earlier_registration_is_void()
    {
        Register(held: 51, files: 2);
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Empty));
        var old = Assert.Single(bench.Asked<DigestsQuestion>()).Ticket;
        Register(held: 51, files: 2);
        bench.Answer(old, new DigestsAnswer(BucketDigests.Empty));
        Assert.Empty(bench.Sent<RegisterDiffering>());
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Empty));
        bench.Answer(Assert.Single(bench.Asked<DigestsQuestion>()).Ticket, new AnswerFailed("The disk is gone."));
        Assert.Contains("The disk is gone.", Assert.Single(bench.Sent<RegisterRefused>()).Message.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_as_large_as_allowed_may_replace_all_its_files_but_not_grow()
    {
        Register(held: 51, files: 10);
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Of(Own)));
        bench.Answer(Assert.Single(bench.Asked<DigestsQuestion>()).Ticket, new DigestsAnswer(BucketDigests.Of(Held)));
        bench.Receive(1, Part(false, [new PlaceSpan(Span.First, Span.Last - 1)], Own[1]));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 50, null, [], 11));
        bench.Receive(1, Part(true, [new PlaceSpan(Span.Last, Span.Last)]));
        Assert.Equal([DropReason.TooManyFiles], bench.Dropped());
    }

    private static RegisterBatch Part(bool last, IReadOnlyList<PlaceSpan> spans, params FileEntry[] files) =>
        new(7, 50, 50, [.. files.Select(file => new FileChange(false, file))]) { Repair = new BucketRepair(spans, last) };

    private void Register(long held, int files)
    {
        bench.Link(1);
        bench.Receive(1, new Register(7, 50));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(7, held, files));
    }

    private void Compare()
    {
        Register(held: 51, files: 2);
        bench.Receive(1, new RegisterDigests(7, 50, BucketDigests.Of(Own)));
        bench.Answer(Assert.Single(bench.Asked<DigestsQuestion>()).Ticket, new DigestsAnswer(BucketDigests.Of(Held)));
    }
}
