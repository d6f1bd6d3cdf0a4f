using System.Collections.Immutable;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>What every index store keeps; one derived class for each store.</summary>
public abstract class IndexStoreContract
{
    private static readonly Presence Both = Presence.Of(NodeOf(1), NodeOf(2));

    private IIndexStore? store;

    private IIndexStore Store => store ??= Create();

    /// <summary>A new, empty store.</summary>
    protected abstract IIndexStore Create();

    [Fact]
    public void A_node_that_never_registered_stands_at_zero() =>
        Assert.Equal(new RegisteredAnswer(0, 0, 0), Store.Registered(NodeOf(1)));

    [Fact]
    public void A_commit_moves_the_version_and_counts_the_files()
    {
        Assert.Null(Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2))).Refusal);
        var second = Commit(1, Batch(7, 2, Added("c.txt", 3)));
        Assert.Equal((UInt128)7, second.LibraryId);
        Assert.Equal((3L, 3), (second.Version, second.Files));
        Assert.Equal(new RegisteredAnswer(7, 3, 3), Store.Registered(NodeOf(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_batch_that_does_not_follow_is_refused_and_changes_nothing(long from)
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        var refused = Commit(1, Batch(7, from, Added("c.txt", 3)));
        Assert.NotNull(refused.Refusal);
        Assert.Empty(refused.NewContents);
        Assert.Equal(new RegisteredAnswer(7, 2, 2), Store.Registered(NodeOf(1)));
        Assert.Empty(Find("c"));
    }

    [Fact]
    public void A_first_batch_begins_at_zero()
    {
        Assert.NotNull(Commit(1, Batch(7, 5, Added("a.txt", 1))).Refusal);
        Assert.Equal(0, Store.Totals().Names);
    }

    [Fact]
    public void Another_library_id_replaces_all_rows_of_the_node_and_of_no_other()
    {
        Commit(1, Batch(7, 0, Added("old.txt", 1)));
        Commit(2, Batch(9, 0, Added("old other.txt", 2)));
        Assert.Null(Commit(1, Batch(8, 0, Added("new.txt", 3))).Refusal);
        Assert.Equal(["old other.txt"], Find("old").Select(hit => hit.Names[0]));
        Assert.Equal(["new.txt"], Find("new").Select(hit => hit.Names[0]));
        Assert.Equal(new RegisteredAnswer(8, 1, 1), Store.Registered(NodeOf(1)));
    }

    [Fact]
    public void A_removed_file_is_not_found_and_its_content_is_gone()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        Assert.Equal(1, Commit(1, Batch(7, 2, Removed("a.txt", 1))).Files);
        Assert.Empty(Find("a"));
        Assert.Single(Find("b"));
        Assert.Equal(new IndexTotals(1, 1, 1), Store.Totals());
    }

    [Fact]
    public void Removing_what_is_not_there_moves_the_version_only()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Null(Commit(1, Batch(7, 1, Removed("z.txt", 9))).Refusal);
        Assert.Equal(new RegisteredAnswer(7, 2, 1), Store.Registered(NodeOf(1)));
    }

    [Fact]
    public void A_file_added_again_under_its_folder_and_name_replaces_the_old_one()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1)));
        var changed = Commit(1, Batch(7, 1, Added("a.txt", 2)));
        Assert.Equal(1, changed.Files);
        Assert.Equal([ContentOf(2)], changed.NewContents);
        Assert.Equal([ContentOf(2)], Find("a").Select(hit => hit.Content));
    }

    [Fact]
    public void One_name_in_two_folders_is_two_files()
    {
        FileChange[] changes = [new(false, File("a.txt", 1, "one")), new(false, File("a.txt", 1, "two"))];
        Assert.Equal(2, Commit(1, Batch(7, 0, changes)).Files);
        Commit(1, Batch(7, 2, new FileChange(true, File("a.txt", 1, "one"))));
        Assert.Single(Find("a"));
    }

    [Fact]
    public void New_contents_are_those_the_node_was_no_source_of()
    {
        ContentId[] both = [ContentOf(1), ContentOf(2)];
        Assert.Equal(both.Order(), Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2))).NewContents.Order());
        Assert.Empty(Commit(1, Batch(7, 2, Added("a again.txt", 1))).NewContents);
        Assert.Equal([ContentOf(1)], Commit(2, Batch(7, 0, Added("a.txt", 1))).NewContents);
        Assert.Empty(Commit(1, Batch(7, 3, Added("short.txt", 5), Removed("short.txt", 5))).NewContents);
    }

    [Fact]
    public void Only_sources_that_are_online_count()
    {
        Commit(1, Batch(7, 0, Added("a one.txt", 1)));
        Commit(2, Batch(7, 0, Added("a two.txt", 1), Added("b.txt", 2)));
        var hit = Assert.Single(Store.Find(Query("a"), Presence.Of(NodeOf(1)), 10, Wall).Hits);
        Assert.Equal([new HitSource(NodeOf(1), true)], hit.Sources);
        Assert.Equal(1, hit.SourceCount);
        Assert.Equal(["a one.txt"], hit.Names);
        Assert.Empty(Store.Find(Query("b"), Presence.Of(NodeOf(1)), 10, Wall).Hits);
        Assert.Empty(Store.Find(Query("a"), Presence.Nobody, 10, Wall).Hits);
        Assert.Equal([new HitSource(NodeOf(1), true)], Store.Sources(ContentOf(1), Presence.Of(NodeOf(1)), 10));
        Assert.Empty(Store.Sources(ContentOf(2), Presence.Of(NodeOf(1)), 10));
    }

    [Fact]
    public void One_content_under_two_names_is_one_hit_with_both()
    {
        Commit(1, Batch(7, 0, Added("harry potter.txt", 1)));
        Commit(2, Batch(7, 0, Added("potter harry the story.txt", 1)));
        var hit = Assert.Single(Find("harry potter"));
        Assert.Equal(["harry potter.txt", "potter harry the story.txt"], hit.Names);
        Assert.Equal(2, hit.SourceCount);
    }

    [Fact]
    public void A_source_under_a_name_that_does_not_match_counts_but_its_name_is_not_shown()
    {
        Commit(1, Batch(7, 0, Added("harry potter.txt", 1)));
        Commit(2, Batch(7, 0, Added("x.bin", 1)));
        var hit = Assert.Single(Find("harry"));
        Assert.Equal(["harry potter.txt"], hit.Names);
        Assert.Equal(Both.Online.Order(), hit.Sources.Select(source => source.Node));
    }

    [Fact]
    public void One_hash_with_two_sizes_is_two_contents()
    {
        FileChange[] changes = [new(false, File("a.txt", 1, sizeBytes: 10)), new(false, File("a.txt", 1, "other", sizeBytes: 20))];
        Commit(1, Batch(7, 0, changes));
        Assert.Equal(2, Find("a").Count);
    }

    [Fact]
    public void A_source_is_whole_when_one_of_its_files_is_and_whole_ones_come_first()
    {
        Commit(1, Batch(7, 0, new FileChange(false, File("a.txt", 1, complete: false))));
        Commit(2, Batch(7, 0, new FileChange(false, File("a.txt", 1, complete: false)), new FileChange(false, File("a.txt", 1, "other"))));
        Assert.Equal([new HitSource(NodeOf(2), true), new HitSource(NodeOf(1), false)], Store.Sources(ContentOf(1), Both, 10));
        Assert.Equal([new HitSource(NodeOf(2), true), new HitSource(NodeOf(1), false)], Assert.Single(Find("a")).Sources);
        Assert.Equal([new HitSource(NodeOf(2), true)], Store.Sources(ContentOf(1), Both, 1));
        Assert.Empty(Store.Sources(ContentOf(3), Both, 10));
    }

    [Fact]
    public void Hits_come_in_the_order_of_the_ranking()
    {
        string[] names = ["harry potter.txt", "harry potter and the stone.txt", "potter harry.txt", "the potter whose name was harry.txt", "harry of the family potter.txt"];
        Commit(1, Batch(7, 0, [.. names.Select((name, number) => Added(name, number))]));
        Commit(2, Batch(7, 0, Added("harry of the family potter.txt", 4)));
        var query = Query("harry potter");
        var hits = Find("harry potter");
        Assert.Equal(names.Length, hits.Count);
        var expected = hits
            .OrderByDescending(hit => Ranking.Rank(query, hit.Names, hit.Content, hit.Standing(Wall)).Total)
            .ThenBy(hit => hit.Content);
        Assert.Equal(expected.Select(hit => hit.Content), hits.Select(hit => hit.Content));
        Assert.Equal("harry potter.txt", hits[0].Names[0]);
    }

    [Fact]
    public void An_answer_is_complete_when_nothing_was_left_out()
    {
        Commit(1, Batch(7, 0, [.. Enumerable.Range(0, 5).Select(number => Added($"song {number}.mp3", number))]));
        Assert.True(Store.Find(Query("song"), Both, 5, Wall).Complete);
        var cut = Store.Find(Query("song"), Both, 4, Wall);
        Assert.False(cut.Complete);
        Assert.Equal(Find("song").Take(4).Select(hit => hit.Content), cut.Hits.Select(hit => hit.Content));
        Assert.True(Store.Find(Query("nothing"), Both, 4, Wall).Complete);
    }

    [Fact]
    public void A_hit_names_at_most_twenty_sources_and_eight_names_and_counts_all_sources()
    {
        foreach (var number in Enumerable.Range(1, 30)) Commit(number, Batch(7, 0, Added($"song {number}.mp3", 1)));
        var online = Enumerable.Range(1, 30).Select(NodeOf).ToImmutableHashSet();
        var hit = Assert.Single(Store.Find(Query("song"), new Presence(online), 10, Wall).Hits);
        Assert.Equal((20, 8, 30), (hit.Sources.Count, hit.Names.Count, hit.SourceCount));
        Assert.Equal(online.Order().Take(20), hit.Sources.Select(source => source.Node));
    }

    [Theory]
    [InlineData("stone", "Harry Potter and the Stone.mp3")]
    [InlineData("HARRY stone", "Harry Potter and the Stone.mp3")]
    [InlineData("\"potter and the\"", "Harry Potter and the Stone.mp3")]
    [InlineData("\"potter the\"", null)]
    [InlineData("ston*", "Harry Potter and the Stone.mp3")]
    [InlineData("sto* blue*", null)]
    [InlineData("potter -stone", "Potter's garden, part 2.avi")]
    [InlineData("potter -\"and the stone\"", "Potter's garden, part 2.avi")]
    [InlineData("potter ext:avi", "Potter's garden, part 2.avi")]
    [InlineData("ext:txt", "Über den Wolken.txt")]
    [InlineData("kind:video", "Potter's garden, part 2.avi")]
    [InlineData("uber", "Über den Wolken.txt")]
    [InlineData("size:>=3000", "Über den Wolken.txt")]
    [InlineData("garden stone", null)]
    public void A_query_finds_what_it_asks_for(string text, string? name)
    {
        FileChange[] changes =
        [
            new(false, File("Harry Potter and the Stone.mp3", 1, sizeBytes: 1_000)),
            new(false, File("Potter's garden, part 2.avi", 2, sizeBytes: 2_000)),
            new(false, File("Über den Wolken.txt", 3, sizeBytes: 3_000)),
        ];
        Commit(1, Batch(7, 0, changes));
        Assert.Equal(name is null ? [] : [name], Find(text).Select(hit => hit.Names[0]));
    }

    [Fact]
    public void A_hash_finds_its_contents_whatever_they_are_called()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        Assert.Equal(["b.txt"], Find($"hash:{ContentOf(2).Hash}").Select(hit => hit.Names[0]));
        Assert.Empty(Find($"hash:{ContentOf(3).Hash}"));
    }

    [Fact]
    public void Rows_of_a_node_that_was_not_seen_are_forgotten_and_the_others_stay()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1)));
        Commit(2, Batch(7, 0, Added("b.txt", 2)));
        Store.Seen([NodeOf(2), NodeOf(3)], Wall + 1_000);
        Assert.Equal(0, Store.Forget(Wall));
        Assert.Equal(1, Store.Forget(Wall + 1));
        Assert.Equal(new RegisteredAnswer(0, 0, 0), Store.Registered(NodeOf(1)));
        Assert.Equal(new IndexTotals(1, 1, 1), Store.Totals());
        Assert.Single(Find("b"));
    }

    [Fact]
    public void Totals_count_nodes_names_and_contents()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 1)));
        Commit(2, Batch(7, 0, Added("a.txt", 1), Added("c.txt", 2)));
        Assert.Equal(new IndexTotals(2, 4, 2), Store.Totals());
    }

    [Fact]
    public void A_content_that_is_blocked_is_in_no_answer_and_there_again_afterwards()
    {
        FileChange[] changes = [new(false, File("song.mp3", 1, sizeBytes: 10)), new(false, File("song.mp3", 1, "other", sizeBytes: 20)), Added("song two.mp3", 2)];
        Commit(1, Batch(7, 0, changes));
        var oneSize = Both with { Blocks = new BlockList([], [], [ContentOf(1, 10)]) };
        Assert.Equal(new[] { ContentOf(1, 20), ContentOf(2) }.Order(), Store.Find(Query("song"), oneSize, 10, Wall).Hits.Select(hit => hit.Content).Order());
        Assert.Empty(Store.Sources(ContentOf(1, 10), oneSize, 10));
        var everySize = Both with { Blocks = new BlockList([], [ContentOf(1).Hash], []) };
        Assert.Equal([ContentOf(2)], Store.Find(Query("song"), everySize, 10, Wall).Hits.Select(hit => hit.Content));
        Assert.Empty(Store.Find(Query($"hash:{ContentOf(1).Hash}"), everySize, 10, Wall).Hits);
        Assert.Empty(Store.Sources(ContentOf(1, 20), everySize, 10));
        Assert.Equal(3, Find("song").Count);
    }

    [Fact]
    public void Blocked_contents_take_no_place_in_an_answer()
    {
        Commit(1, Batch(7, 0, [.. Enumerable.Range(0, 6).Select(number => Added($"song {number}.mp3", number))]));
        var presence = Both with { Blocks = new BlockList([], [ContentOf(0).Hash, ContentOf(1).Hash], []) };
        var answer = Store.Find(Query("song"), presence, 4, Wall);
        Assert.Equal(4, answer.Hits.Count);
        Assert.True(answer.Complete);
    }

    [Fact]
    public void An_answer_tells_how_many_rows_it_looked_at()
    {
        Commit(1, Batch(7, 0, [.. Enumerable.Range(0, 6).Select(number => Added($"song {number}.mp3", number))]));
        Assert.InRange(Store.Find(Query("song"), Both, 4, Wall).RowsLookedAt, 4, 100);
        Assert.Equal(0, Store.Find(Query("nothing"), Both, 4, Wall).RowsLookedAt);
    }

    [Fact]
    public void Nodes_are_listed_the_newest_seen_first()
    {
        Commit(1, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2)));
        Commit(2, Batch(8, 0, Added("a.txt", 1)));
        Commit(3, Batch(9, 0, Added("a.txt", 1)));
        Store.Seen([NodeOf(1)], Wall + 5);
        var last = new[] { NodeOf(2), NodeOf(3) }.Order().ToList();
        Assert.Equal([NodeOf(1), .. last], Store.Nodes(10).Select(node => node.Node));
        Assert.Equal(new IndexedNode(NodeOf(1), 7, 2, 2, Wall + 5), Store.Nodes(1).Single());
    }

    private CommitAnswer Commit(int node, RegisterBatch batch) => Store.Commit(NodeOf(node), batch, Wall);

    private IReadOnlyList<Hit> Find(string text) => Store.Find(Query(text), Both, 100, Wall).Hits;
}
