using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>What every index store says besides its hits: facets, nearest words, suggestions; one derived class for each store.</summary>
public abstract class IndexWordsContract
{
    private static readonly Presence Both = Presence.Of(NodeOf(1), NodeOf(2));

    private IIndexStore? store;

    private IIndexStore Store => store ??= Create();

    /// <summary>A new, empty store.</summary>
    protected abstract IIndexStore Create();

    [Fact]
    public void Facets_count_every_content_that_matches_largest_groups_first()
    {
        Offer(1, File("song one.mp3", 1, sizeBytes: 5_000_000), File("song two.MP3", 2, sizeBytes: 6_000_000), File("song.flac", 3, sizeBytes: 50_000_000), File("song.txt", 4, sizeBytes: 10), File("other.txt", 5, sizeBytes: 10));
        var facets = Store.Find(Query("song"), Both, 100, Wall).Facets;
        Assert.Equal([new FacetCount("audio", 3), new FacetCount("text", 1)], facets.Kinds);
        Assert.Equal([new FacetCount("mp3", 2), new FacetCount("flac", 1), new FacetCount("txt", 1)], facets.Extensions);
        Assert.Equal([new FacetCount("1MiB..10MiB", 2), new FacetCount("..100KiB", 1), new FacetCount("10MiB..100MiB", 1)], facets.Sizes);
    }

    [Fact]
    public void Facets_count_what_does_not_fit_the_answer_too()
    {
        Offer(1, [.. Enumerable.Range(0, 20).Select(number => File($"song {number}.mp3", number))]);
        var answer = Store.Find(Query("song"), Both, 3, Wall);
        Assert.Equal(3, answer.Hits.Count);
        Assert.Equal([new FacetCount("mp3", 20)], answer.Facets.Extensions);
    }

    [Fact]
    public void Facets_do_not_count_contents_whose_sources_are_away()
    {
        Offer(1, File("song.mp3", 1));
        Offer(2, File("song.ogg", 2));
        Assert.Equal([new FacetCount("ogg", 1)], Store.Find(Query("song"), Presence.Of(NodeOf(2)), 100, Wall).Facets.Extensions);
    }

    [Fact]
    public void Asking_for_a_value_of_a_facet_as_well_finds_as_many_contents_as_it_counted()
    {
        Offer(1, [.. Enumerable.Range(0, 40).Select(number => File($"song {number}.{(number % 3 == 0 ? "mp3" : "pdf")}", number, sizeBytes: 1L << number))]);
        var facets = Store.Find(Query("song"), Both, 100, Wall).Facets;
        Assert.All(facets.Kinds, value => Assert.Equal(value.Contents, Found($"song kind:{value.Value}")));
        Assert.All(facets.Extensions, value => Assert.Equal(value.Contents, Found($"song ext:{value.Value}")));
        Assert.All(facets.Sizes, value => Assert.Equal(value.Contents, Found($"song size:{value.Value}")));
        Assert.Equal((2, 2, 7), (facets.Kinds.Count, facets.Extensions.Count, facets.Sizes.Count));
    }

    [Fact]
    public void Without_a_hit_there_are_no_facets() => Assert.Equal((0, 0, 0), Counts(Store.Find(Query("nothing"), Both, 10, Wall).Facets));

    [Theory]
    [InlineData("hary", "harry")]
    [InlineData("harry pottre", "potter")]
    [InlineData("ptoter", "potter")]
    [InlineData("arry", "harry")]
    [InlineData("\"harry poter\"", "potter")]
    [InlineData("pottt*", "potter")]
    [InlineData("harrypotter", "harry potter")]
    [InlineData("pot ter", "potter")]
    [InlineData("uebre", "uber")]
    [InlineData("ha", null)]
    [InlineData("xxxxx", null)]
    [InlineData("1998", null)]
    [InlineData("harry -potter", null)]
    public void Without_a_hit_the_nearest_word_is_named(string text, string? nearest)
    {
        Offer(1, File("Harry Potter.txt", 1), File("harmony 1999.txt", 2), File("Über.txt", 3));
        var answer = Store.Find(Query(text), Both, 10, Wall);
        Assert.Empty(answer.Hits);
        Assert.Equal(nearest, answer.NearestWords.Count > 0 ? answer.NearestWords[0] : null);
    }

    [Fact]
    public void With_a_hit_no_nearest_words_are_named()
    {
        Offer(1, File("hary.txt", 1), File("harry.txt", 2));
        Assert.Empty(Store.Find(Query("hary"), Both, 10, Wall).NearestWords);
    }

    [Fact]
    public void Nearest_words_come_by_distance_then_by_how_many_names_have_them()
    {
        Offer(1, File("stones.txt", 1), File("storm.txt", 2), File("storm again.txt", 3), File("stole.txt", 4), File("stole it.txt", 5), File("stole three.txt", 6), File("store.txt", 7));
        Assert.Equal(["stole", "store", "storm", "stones"], Store.Find(Query("stoqe"), Both, 10, Wall).NearestWords);
    }

    [Fact]
    public void Each_unknown_word_has_its_nearest_before_any_has_its_second()
    {
        Offer(1, File("berry barry.txt", 1), File("potter.txt", 2));
        Assert.Equal(["barry", "potter", "berry"], Store.Find(Query("barrx pottex"), Both, 10, Wall).NearestWords);
    }

    [Fact]
    public void At_most_five_nearest_words_are_named()
    {
        Offer(1, [.. "abcdefgh".Select((letter, number) => File($"ston{letter}.txt", number))]);
        Assert.Equal(NearWords.WordsMax, Store.Find(Query("stonx"), Both, 10, Wall).NearestWords.Count);
    }

    [Fact]
    public void Words_of_nodes_that_are_away_or_of_the_asker_are_neither_near_nor_suggested()
    {
        Offer(1, File("harry.txt", 1));
        Offer(2, File("harrow.txt", 2));
        var without = new Presence(Both.Online, NodeOf(1));
        Assert.Equal(["harrow"], Store.Find(Query("harro"), without, 10, Wall).NearestWords);
        Assert.Equal(["harrow"], Store.Suggest("har", without, 10));
        Assert.Equal(["harry"], Store.Suggest("har", Presence.Of(NodeOf(1)), 10));
        Assert.Empty(Store.Suggest("har", Presence.Nobody, 10));
        Assert.Empty(Store.Find(Query("harro"), Presence.Nobody, 10, Wall).NearestWords);
    }

    [Fact]
    public void Words_of_removed_files_are_neither_near_nor_suggested()
    {
        Offer(1, File("harry.txt", 1), File("harrow.txt", 2));
        Store.Commit(NodeOf(1), Batch(7, 2, new FileChange(Removed: true, File("harry.txt", 1))), Wall);
        Assert.Equal(["harrow"], Store.Find(Query("harro"), Both, 10, Wall).NearestWords);
        Assert.Equal(["harrow"], Store.Suggest("harr", Both, 10));
    }

    [Fact]
    public void Words_of_blocked_contents_are_neither_near_nor_suggested()
    {
        Offer(1, File("harry.mp3", 1), File("harrow.txt", 2));
        var presence = Both with { Blocks = new BlockList([], [ContentOf(1).Hash], []) };
        Assert.Equal(["harrow"], Store.Find(Query("harro"), presence, 10, Wall).NearestWords);
        Assert.Equal(["harrow"], Store.Suggest("harr", presence, 10));
        Assert.Equal([new FacetCount("txt", 1)], Store.Find(Query("harr*"), presence, 10, Wall).Facets.Extensions);
    }

    [Theory]
    [InlineData("pot", "potter pottery")]
    [InlineData("harry pot", "potter pottery")]
    [InlineData("\"harry pot", "potter pottery")]
    [InlineData("harry -pot", "potter pottery")]
    [InlineData("PÖT", "potter pottery")]
    [InlineData("potter", "pottery")]
    [InlineData("pot ", "")]
    [InlineData("pot.", "")]
    [InlineData("p", "")]
    [InlineData("", "")]
    [InlineData("ext:po", "")]
    [InlineData("pox", "")]
    public void The_last_word_goes_on_as_words_that_begin_like_it_the_most_frequent_first(string text, string words)
    {
        Offer(1, File("Potter one.txt", 1), File("potter two.txt", 2), File("pottery.txt", 3), File("harry.txt", 4));
        Assert.Equal(words, string.Join(' ', Store.Suggest(text, Both, 10)));
    }

    [Fact]
    public void No_more_words_are_suggested_than_asked_for_and_never_more_than_ten()
    {
        Offer(1, [.. Enumerable.Range(0, 30).Select(number => File($"word{number}.txt", number))]);
        Assert.Equal(3, Store.Suggest("wor", Both, 3).Count);
        Assert.Equal(SuggestPrefix.WordsMax, Store.Suggest("wor", Both, 1_000).Count);
    }

    private static (int Kinds, int Extensions, int Sizes) Counts(Facets facets) => (facets.Kinds.Count, facets.Extensions.Count, facets.Sizes.Count);

    private void Offer(int node, params IReadOnlyList<FileEntry> files) =>
        Assert.Null(Store.Commit(NodeOf(node), Batch(7, 0, [.. files.Select(file => new FileChange(Removed: false, file))]), Wall).Refusal);

    private int Found(string text) => Store.Find(Query(text), Both, 100, Wall).Hits.Count;
}
