using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>What every index store keeps about digests and the batches that replace buckets; one derived class for each store.</summary>
public abstract class IndexRepairContract
{
    private static readonly Presence Both = Presence.Of(NodeOf(1), NodeOf(2));

    private IIndexStore? store;

    private IIndexStore Store => store ??= Create();

    /// <summary>A new, empty store.</summary>
    protected abstract IIndexStore Create();

    [Fact]
    public void Digests_are_those_of_the_rows_whatever_way_they_came()
    {
        Assert.Equal(BucketDigests.Empty, Store.Digests(NodeOf(1)));
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2), Added("c.txt", 3), Added("b.txt", 4), Removed("c.txt", 3)));
        Commit(1, Batch(7, 5, new FileChange(false, File("part.txt", 5, "x/y", complete: false, sizeBytes: ContentId.SizeBytesMax))));
        Commit(2, Batch(7, 0, Added("other.txt", 1)));
        Assert.Equal(BucketDigests.Of([File("a.txt", 1), File("b.txt", 4), File("part.txt", 5, "x/y", complete: false, sizeBytes: ContentId.SizeBytesMax)]), Store.Digests(NodeOf(1)));
        Assert.Equal(BucketDigests.Of([File("other.txt", 1)]), Store.Digests(NodeOf(2)));
    }

    [Fact]
    public void A_batch_replaces_what_is_at_its_places_and_nothing_else()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2), Added("c.txt", 3)));
        Commit(2, Batch(7, 0, Added("a.txt", 1)));
        var answer = Commit(1, Repair(8, 4, last: true, [BucketOf("a.txt"), BucketOf("c.txt")], File("c.txt", 9)));
        Assert.Null(answer.Refusal);
        Assert.Equal((2, 4L), (answer.Files, answer.Version));
        Assert.Equal([ContentOf(9)], answer.NewContents);
        Assert.Equal(BucketDigests.Of([File("b.txt", 2), File("c.txt", 9)]), Store.Digests(NodeOf(1)));
        Assert.Equal([NodeOf(2)], Assert.Single(Find("a")).Sources.Select(source => source.Node));
        Assert.Equal([ContentOf(9)], Find("c").Select(hit => hit.Content));
        Assert.Equal(new RegisteredAnswer(8, 4, 2), Store.Registered(NodeOf(1)));
        Assert.Equal(new RegisteredAnswer(7, 1, 1), Store.Registered(NodeOf(2)));
    }

    [Fact]
    public void Part_of_a_bucket_is_replaced_alone()
    {
        Commit(1, Batch(7, 0, [.. Enumerable.Range(0, 2_000).Select(number => Added($"{number}.txt", number))]));
        var before = Enumerable.Range(0, 2_000).Select(number => File($"{number}.txt", number)).ToList();
        var bucket = FilePlace.SpanOf(200);
        var places = before.Select(file => FilePlace.Of(file.Folder, file.Name)).Where(bucket.Contains).Order().ToList();
        var part = new PlaceSpan(bucket.First, places[places.Count / 2]);
        Commit(1, new RegisterBatch(7, 2_000, 2_000, []) { Repair = new BucketRepair([part], Last: true) });
        Assert.Equal(BucketDigests.Of(before.Where(file => !part.Contains(FilePlace.Of(file.Folder, file.Name)))), Store.Digests(NodeOf(1)));
    }

    [Fact]
    public void Until_the_last_part_the_node_stands_at_no_number_and_its_other_rows_stay()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        Commit(1, Repair(7, 1, last: false, [BucketOf("a.txt")]));
        Assert.Equal(new RegisteredAnswer(0, 0, 1), Store.Registered(NodeOf(1)));
        Assert.Single(Find("b"));
        Assert.NotNull(Commit(1, Batch(7, 2, Added("c.txt", 3))).Refusal);
        Commit(1, Repair(7, 1, last: true, []));
        Assert.Equal(new RegisteredAnswer(7, 1, 1), Store.Registered(NodeOf(1)));
        Assert.Null(Commit(1, Batch(7, 1, Added("c.txt", 3))).Refusal);
    }

    [Fact]
    public void A_node_without_rows_gets_them_by_parts()
    {
        Assert.Null(Commit(1, Repair(7, 50, last: false, [BucketOf("a.txt")], File("a.txt", 1))).Refusal);
        Assert.Null(Commit(1, Repair(7, 50, last: true, [BucketOf("b.txt")], File("b.txt", 2))).Refusal);
        Assert.Equal(new RegisteredAnswer(7, 50, 2), Store.Registered(NodeOf(1)));
        Assert.Equal(new IndexTotals(1, 2, 2), Store.Totals());
    }

    [Fact]
    public void A_row_that_stays_as_it_was_is_no_new_content()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Empty(Commit(1, Repair(7, 1, last: true, [BucketOf("a.txt")], File("a.txt", 1))).NewContents);
        Assert.Equal(new IndexTotals(1, 1, 1), Store.Totals());
    }

    [Fact]
    public void Going_back_to_a_lower_version_is_fine_for_a_repair()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        Commit(1, Repair(7, 1, last: true, [BucketOf("b.txt")]));
        Assert.Equal(new RegisteredAnswer(7, 1, 1), Store.Registered(NodeOf(1)));
        Assert.Null(Commit(1, Batch(7, 1, Added("b.txt", 3))).Refusal);
    }

    private static int BucketOf(string name) => FilePlace.BucketOf(FilePlace.Of("music", name));

    private static RegisterBatch Repair(int library, long version, bool last, int[] buckets, params FileEntry[] files) =>
        new((UInt128)library, version, version, [.. files.Select(file => new FileChange(false, file))])
        {
            Repair = new BucketRepair([.. buckets.Order().Select(FilePlace.SpanOf)], last),
        };

    private CommitAnswer Commit(int node, RegisterBatch batch) => Store.Commit(NodeOf(node), batch, Wall);

    private IReadOnlyList<Hit> Find(string text) => Store.Find(Query(text), Both, 100, Wall).Hits;
}
