using System.Globalization;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>
/// The same rows and the same queries, drawn from a seed, for a store and for the one in memory, which scores every match: an answer that calls
/// itself complete is the same, one that does not has nearly all of the best. One derived class for each store.
/// </summary>
public abstract class IndexAnswersContract(ITestOutputHelper output)
{
    private const int NodesMax = 9;
    private const int QueriesPerSeed = 60;

    /// <summary>What a store takes for an answer at most; then it gives what it has.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(50);

    /// <summary>A new, empty store.</summary>
    protected abstract IIndexStore Create();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Complete_answers_are_those_of_the_store_in_memory_query_by_query(int seed)
    {
        var (store, memory) = (Create(), new MemoryIndexStore());
        var script = new RandomIndex(seed, NodesMax);
        var complete = 0;
        for (var round = 0; round < 6; round++)
        {
            foreach (var (node, batch) in script.NextBatches()) Assert.Equal(Text(memory.Commit(node, batch, Wall + round)), Text(store.Commit(node, batch, Wall + round)));
            if (round == 3) Assert.Equal(memory.Forget(Wall + 1), store.Forget(Wall + 1));
            Assert.Equal(memory.Totals(), store.Totals());
            Assert.Equal(memory.Nodes(100), store.Nodes(100));
            for (var query = 0; query < QueriesPerSeed / 6; query++) complete += Same(store, memory, script) ? 1 : 0;
        }
        output.WriteLine($"seed {seed}: {complete} of {QueriesPerSeed} answers were complete");
        Assert.InRange(complete, QueriesPerSeed * 3 / 4, QueriesPerSeed);
    }

    [Fact]
    public void Nearly_all_of_the_best_fifty_are_found_when_not_every_match_is_scored()
    {
        var (store, memory) = (Create(), new MemoryIndexStore());
        var script = new RandomIndex(seed: 11, NodesMax);
        foreach (var (node, batch) in script.ManyBatches(names: 6_300))
        {
            store.Commit(node, batch, Wall);
            memory.Commit(node, batch, Wall);
        }
        var presence = script.NextPresence();
        var shares = script.CommonQueries(24).Select(query => Share(store, memory, query, presence)).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed 11: overlap {shares.Average(one => one.Share):P2}, {shares.Count(one => !one.Complete)} of {shares.Count} answers were capped"));
        Assert.Contains(shares, one => !one.Complete);
        // On a busy machine an answer may be cut by its time, and not by what was looked at.
        Assert.True(shares.Where(one => !one.MayBeCutByTime).Select(one => one.Share).DefaultIfEmpty(1).Average() >= 0.95);
    }

    [Fact]
    public void One_name_that_is_here_is_found_behind_very_many_whose_sources_have_left()
    {
        var store = Create();
        Offer(store, 1, Enumerable.Range(0, 30_000).Select(number => File($"song {number}.mp3", number)));
        Offer(store, 2, [File("a song with a much longer name than all the others have.mp3", 50_000)]);
        var answer = store.Find(Query("song"), Presence.Of(NodeOf(2)), 50, Wall);
        Assert.Equal([ContentOf(50_000)], answer.Hits.Select(hit => hit.Content));
        Assert.Equal(50, store.Find(Query("song"), Presence.Of(NodeOf(1)), 50, Wall).Hits.Count);
        Assert.Empty(store.Find(Query("song"), Presence.Of(NodeOf(3)), 50, Wall).Hits);
    }

    [Theory]
    [InlineData("\"left right\"")]
    [InlineData("\"left right\" -\"right left\"")]
    public void A_rare_phrase_of_two_common_words_is_found(string text)
    {
        var store = Create();
        Offer(store, 1, Enumerable.Range(0, 12_000).Select(number => File($"right {number} left.txt", number)));
        Offer(store, 2, [File("somewhere in a very long name the words left right stand together.txt", 50_000), File("right left right.txt", 50_001)]);
        var found = store.Find(Query(text), Presence.Of(NodeOf(1), NodeOf(2)), 50, Wall).Hits.Select(hit => hit.Content);
        Assert.Contains(ContentOf(50_000), found);
        Assert.Equal(text.Contains('-', StringComparison.Ordinal) ? 1 : 2, found.Count());
    }

    [Fact]
    public void What_filters_ask_for_is_found_among_very_many_that_they_leave_out()
    {
        var store = Create();
        Offer(store, 1, Enumerable.Range(0, 6_000).Select(number => File($"song {number}.mp3", number, sizeBytes: 5_000)));
        Offer(store, 2, [File("a song that is quite another thing.flac", 50_000, sizeBytes: 70_000_000)]);
        var presence = Presence.Of(NodeOf(1), NodeOf(2));
        foreach (var text in new[] { "song ext:flac", "song size:>50MB", "ext:flac", "size:50MB..80MB", "song -mp3", "so* ext:flac,wav" })
            Assert.Equal([ContentOf(50_000, 70_000_000)], store.Find(Query(text.Replace("so*", "son*", StringComparison.Ordinal)), presence, 50, Wall).Hits.Select(hit => hit.Content));
    }

    private static bool Same(IIndexStore store, MemoryIndexStore memory, RandomIndex script)
    {
        var (query, presence) = (script.NextQuery(), script.NextPresence());
        var (answer, expected) = (store.Find(query, presence, 50, Wall), memory.Find(query, presence, 50, Wall));
        if (expected.Hits.Count > 0)
        {
            var content = expected.Hits[^1].Content;
            Assert.Equal(memory.Sources(content, presence, 5), store.Sources(content, presence, 5));
        }
        if (!answer.Complete) return false;
        Assert.Equal($"{query}\n{Text(expected)}", $"{query}\n{Text(answer)}");
        return true;
    }

    private static (double Share, bool Complete, bool MayBeCutByTime) Share(IIndexStore store, MemoryIndexStore memory, Query query, Presence presence)
    {
        var best = memory.Find(query, presence, 50, Wall).Hits;
        var last = best.Count == 0 ? 0 : Total(query, best[^1]);
        var startedAt = TimeProvider.System.GetTimestamp();
        var answer = store.Find(query, presence, 50, Wall);
        var mayBeCutByTime = !answer.Complete && TimeProvider.System.GetElapsedTime(startedAt) >= AnswerTime;
        // Contents with the score of the last one are as good as it.
        var good = answer.Hits.Count(hit => Total(query, hit) >= last);
        return (best.Count == 0 ? 1 : (double)good / best.Count, answer.Complete, mayBeCutByTime);
    }

    private static int Total(Query query, Hit hit) => Ranking.Rank(query, hit.Names, hit.Content, hit.Standing(Wall)).Total;

    private static void Offer(IIndexStore store, int node, IEnumerable<FileEntry> files)
    {
        FileChange[] changes = [.. files.Select(file => new FileChange(Removed: false, file))];
        Assert.Null(store.Commit(NodeOf(node), new RegisterBatch(7, 0, changes.Length, changes), Wall).Refusal);
    }

    private static string Text(CommitAnswer answer) => $"{answer.LibraryId} {answer.Version} {answer.Refusal} {answer.Files} {string.Join(' ', answer.NewContents.Order())}";

    private static string Text(FindAnswer answer) => string.Join('\n',
        [.. answer.Hits.Select(Text), .. new[] { answer.Facets.Kinds, answer.Facets.Extensions, answer.Facets.Sizes }.Select(values => string.Join(' ', values))]);

    private static string Text(Hit hit) =>
        $"{hit.Content} [{string.Join(" | ", hit.Names)}] {string.Join(' ', hit.Sources.Select(source => $"{source.Node.ToString()[..8]}{(source.Complete ? "!" : "")}"))} of {hit.SourceCount}, {hit.ModifiedUnixMs}";
}
