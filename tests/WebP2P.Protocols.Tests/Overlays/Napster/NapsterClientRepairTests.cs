using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientRepairTests
{
    private readonly List<FileEntry> files = [.. Enumerable.Range(0, 200).Select(number => File($"{number}.txt", number))];
    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions { ChangesMax = 10 }));

    public NapsterClientRepairTests()
    {
        bench.Request(new UseIndexServer(null, NodeOf(9)));
        bench.Request(new LibraryChanged(7, 100));
        bench.Link(9);
        bench.Sent<Register>();
    }

    [Theory]
    [InlineData(101, 5)]
    [InlineData(0, 5)]
    public void An_index_ahead_or_with_rows_of_no_number_is_compared_by_digests(long committed, int held)
    {
        bench.Receive(9, new RegisterResume(7, committed) { Files = held });
        Compare(100);
        var sent = Assert.Single(bench.Sent<RegisterDigests>()).Message;
        Assert.Equal(new RegisterDigests(7, 100, BucketDigests.Of(files)), sent);
        Assert.Empty(bench.Asked<LibraryChanges>());
    }

    /// <summary>The library is an old copy that has meanwhile given the same numbers to other changes.</summary>
    [Fact]
    public void So_is_one_with_numbers_that_neither_an_earlier_start_nor_this_one_gave_it()
    {
        bench.Request(new LibraryChanged(7, 120));
        bench.Receive(9, new RegisterResume(7, 110) { Files = 5 });
        Assert.Single(bench.Asked<LibraryDigests>());
        Assert.Empty(bench.Asked<LibraryChanges>());
    }

    [Fact]
    public void Numbers_that_were_given_since_the_start_are_believed_after_a_new_link()
    {
        bench.Request(new LibraryChanged(7, 120));
        bench.Receive(9, new RegisterResume(7, 100) { Files = 5 });
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new LibraryChangesAnswer(7, 100, 120, 120, [Added("a", 1)]));
        bench.Unlink(9);
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs >= 0).Timer);
        bench.Link(9);
        bench.Receive(9, new RegisterResume(7, 120) { Files = 6 });
        Assert.Empty(bench.Asked<LibraryDigests>());
    }

    [Fact]
    public void So_is_one_whose_version_the_journal_has_forgotten()
    {
        bench.Receive(9, new RegisterResume(7, 40) { Files = 5 });
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new LibraryChangesAnswer(7, 40, 40, 100, []) { IsForgotten = true });
        Compare(102);
        Assert.Equal(102, Assert.Single(bench.Sent<RegisterDigests>()).Message.Version);
    }

    [Fact]
    public void A_journal_that_forgets_while_batches_are_on_the_way_registers_anew()
    {
        bench.Receive(9, new RegisterResume(7, 0));
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new LibraryChangesAnswer(7, 0, 10, 100, [Added("a", 1)]));
        bench.Answer(Assert.Single(bench.Asked<LibraryChanges>()).Ticket, new LibraryChangesAnswer(7, 10, 10, 100, []) { IsForgotten = true });
        Assert.Single(bench.Sent<Register>());
        Assert.Empty(bench.Asked<LibraryDigests>());
    }

    [Fact]
    public void Only_files_of_the_buckets_that_differ_are_sent_in_order_of_their_places_and_the_numbers_go_on()
    {
        int[] buckets = [.. files.Take(30).Select(file => FilePlace.BucketOf(FilePlace.Of(file.Folder, file.Name))).Distinct().Order()];
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        Compare(100);
        bench.Receive(9, new RegisterDiffering(7, 100, buckets));
        var sent = SendAll();
        Assert.Equal(4, sent.Count);
        while (!sent.Exists(batch => batch.Repair!.Last))
        {
            bench.Receive(9, new RegisterCommitted(7, 100));
            sent.AddRange(SendAll());
        }
        Assert.All(sent, batch => Assert.Equal((100L, 100L), (batch.FromVersion, batch.ToVersion)));
        Assert.Equal(
            files.Where(file => buckets.Contains(FilePlace.BucketOf(FilePlace.Of(file.Folder, file.Name)))).OrderBy(file => FilePlace.Of(file.Folder, file.Name)),
            sent.SelectMany(batch => batch.Changes).Select(change => change.File));
        var spans = sent.SelectMany(batch => batch.Repair!.Replaced).ToList();
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First));
        Assert.Equal(buckets.Sum(Size), spans.Sum(span => span.Last - span.First + 1));
        Assert.Empty(bench.Noted<RegistrationProgress>());
        for (var on = 0; on < 4; on++) bench.Receive(9, new RegisterCommitted(7, 100));
        Assert.Equal(new RegistrationProgress(100, 100), Assert.Single(bench.Noted<RegistrationProgress>()));
        bench.Request(new LibraryChanged(7, 103));
        Assert.Equal(100, Assert.Single(bench.Asked<LibraryChanges>()).Question.SinceVersion);
        Assert.Empty(bench.Dropped());
    }

    [Fact]
    public void When_nothing_differs_one_message_sets_the_number()
    {
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        Compare(100);
        bench.Receive(9, new RegisterDiffering(7, 100, []));
        var batch = Assert.Single(bench.Sent<RegisterBatch>()).Message;
        Assert.Empty(batch.Changes);
        Assert.Empty(batch.Repair!.Replaced);
        Assert.True(batch.Repair.Last);
        Assert.Empty(bench.Asked<LibraryBucketRows>());
    }

    [Fact]
    public void Files_that_do_not_fit_a_frame_are_asked_for_in_smaller_parts()
    {
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        Compare(100);
        bench.Receive(9, new RegisterDiffering(7, 100, [3]));
        FileEntry[] large = [.. Enumerable.Range(0, 10).Select(number => File(new string('x', 8_000), number))];
        bench.Answer(Assert.Single(bench.Asked<LibraryBucketRows>()).Ticket, new LibraryBucketRowsAnswer(7, large, FilePlace.Last));
        Assert.Empty(bench.Sent<RegisterBatch>());
        Assert.Equal((5, -1L), Assert.Single(bench.Asked<LibraryBucketRows>().Select(asked => (asked.Question.FilesMax, asked.Question.AfterPlace))));
    }

    [Fact]
    public void Buckets_that_nobody_asked_for_or_that_cannot_be_are_dropped()
    {
        bench.Receive(9, new RegisterDiffering(7, 100, [1]));
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        bench.Receive(9, new RegisterDiffering(7, 100, [1]));
        Compare(100);
        bench.Receive(9, new RegisterDiffering(8, 100, [1]));
        bench.Receive(9, new RegisterDiffering(7, 99, [1]));
        bench.Receive(9, new RegisterDiffering(7, 100, [2, 1]));
        bench.Receive(9, new RegisterDiffering(7, 100, [256]));
        bench.Receive(9, new RegisterDiffering(7, 100, [-1]));
        Assert.Equal([.. Enumerable.Repeat(DropReason.Unexpected, 4), .. Enumerable.Repeat(DropReason.Malformed, 3)], bench.Dropped());
        Assert.Empty(bench.Asked<LibraryBucketRows>());
    }

    [Fact]
    public void A_library_that_cannot_answer_is_asked_again_later_at_either_step()
    {
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        bench.Answer(Assert.Single(bench.Asked<LibraryDigests>()).Ticket, new AnswerFailed("busy"));
        bench.Elapse(bench.Woken()[^1].Timer);
        Compare(100);
        bench.Receive(9, new RegisterDiffering(7, 100, [1]));
        bench.Answer(Assert.Single(bench.Asked<LibraryBucketRows>()).Ticket, new AnswerFailed("busy"));
        bench.Elapse(bench.Woken()[^1].Timer);
        Assert.Single(bench.Asked<LibraryBucketRows>());
    }

    [Fact]
    public void A_library_that_is_numbered_anew_in_between_registers_anew()
    {
        bench.Receive(9, new RegisterResume(7, 101) { Files = 5 });
        bench.Answer(Assert.Single(bench.Asked<LibraryDigests>()).Ticket, new LibraryDigestsAnswer(8, 3, BucketDigests.Empty));
        Assert.Equal(new Register(8, 3), Assert.Single(bench.Sent<Register>()).Message);
        Assert.Empty(bench.Sent<RegisterDigests>());
    }

    private static long Size(int bucket) => FilePlace.SpanOf(bucket).Last - FilePlace.SpanOf(bucket).First + 1;

    private void Compare(long version) => bench.Answer(Assert.Single(bench.Asked<LibraryDigests>()).Ticket, new LibraryDigestsAnswer(7, version, BucketDigests.Of(files)));

    private List<RegisterBatch> SendAll()
    {
        while (bench.Asked<LibraryBucketRows>() is [var (ticket, question)]) bench.Answer(ticket, new PlacedFiles(files).Rows(question));
        return [.. bench.Sent<RegisterBatch>().Select(sent => sent.Message)];
    }
}
