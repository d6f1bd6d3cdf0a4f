using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

/// <summary>Texts full of signs that mean something to a database: names and queries alike.</summary>
public sealed class NastyQueryStoreTests : IDisposable
{
    private const int Seed = 30;

    private readonly TempFolder temp = new();
    private readonly DataFolder folder;
    private readonly IndexSetup setup;
    private readonly SqliteIndexStore store;

    public NastyQueryStoreTests()
    {
        folder = DataFolder.Open(temp["data"]);
        setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        setup.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
        store = new SqliteIndexStore(folder);
    }

    public void Dispose()
    {
        store.Dispose();
        setup.Dispose();
        folder.Dispose();
        temp.Dispose();
    }

    [Fact]
    public void Whatever_is_a_query_is_answered_in_time_and_as_the_store_in_memory_answers_it()
    {
        var memory = new MemoryIndexStore();
        var batch = Batch(7, 0, [.. Names().Select((name, number) => Added(name, number))]);
        Assert.Null(store.Commit(NodeOf(1), batch, Wall).Refusal);
        Assert.Null(memory.Commit(NodeOf(1), batch, Wall).Refusal);
        var presence = Presence.Of(NodeOf(1));
        var (answered, compared, hits) = (0, 0, 0);
        foreach (var text in NastyQueries.Of(Seed, 1_500))
        {
            NastyQueries.InTime(() => store.Suggest(text, presence, 10), () => "Suggesting for " + NastyQueries.Shown(text));
            if (!Protocols.Search.Query.TryParse(text, out var query, out _)) continue;
            var found = NastyQueries.InTime(() => store.Find(query!, presence, 200, Wall), () => NastyQueries.Shown(text));
            answered++;
            // On a busy machine an answer may be cut by its time; it says so.
            if (!found.Complete) continue;
            Assert.Equal(memory.Find(query!, presence, 200, Wall).Hits.Select(hit => hit.Content), found.Hits.Select(hit => hit.Content));
            compared++;
            hits += found.Hits.Count;
        }
        Assert.InRange(answered, 300, 1_500);
        Assert.InRange(compared, answered / 4, answered);
        Assert.InRange(hits, 100, int.MaxValue);
    }

    private static IEnumerable<string> Names() => NastyQueries.Of(Seed + 1, 150).Where(name => name.Length is > 0 and < 300).Distinct().Concat(["harry potter.txt", "stone harry.mp3", "東京 potter.flac"]);
}
