using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexMergingTests : IDisposable
{
    private static readonly Presence Online = Presence.Of(NodeOf(1));

    private readonly TempFolder temp = new();
    private readonly DataFolder folder;
    private readonly IndexSetup setup;

    public IndexMergingTests()
    {
        folder = DataFolder.Open(temp["data"]);
        setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        setup.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    [Fact]
    public void What_many_commits_wrote_becomes_one_segment_when_nobody_registers_and_finds_the_same()
    {
        using var store = new SqliteIndexStore(folder, mergedNamesMin: 40);
        Commit(store, 0, 60);
        var before = Names(store);
        Assert.True(Segments() > 1);
        Assert.False(store.IsMergeDue());
        Assert.True(Merge(store));
        Assert.Equal(1, Segments());
        Assert.Equal(before, Names(store));
        using var connection = SqliteSetup.OpenAlone(folder.IndexDatabase);
        Assert.Null(IndexAudit.FindDamage(connection, CancellationToken.None));
    }

    [Fact]
    public void Nothing_is_merged_while_batches_come_nor_when_little_has_changed()
    {
        using var store = new SqliteIndexStore(folder, mergedNamesMin: 40);
        Commit(store, 0, 45);
        Assert.False(store.IsMergeDue());
        Commit(store, 45, 1);
        Assert.False(store.IsMergeDue());
        Assert.True(Merge(store));
        Commit(store, 46, 30);
        store.IsMergeDue();
        Assert.False(store.IsMergeDue());
        Commit(store, 76, 20);
        store.IsMergeDue();
        Assert.True(store.IsMergeDue());
    }

    public void Dispose()
    {
        setup.Dispose();
        folder.Dispose();
        temp.Dispose();
    }

    private static bool Merge(SqliteIndexStore store)
    {
        var merged = false;
        while (store.IsMergeDue())
        {
            store.Merge();
            merged = true;
        }
        return merged;
    }

    private static void Commit(SqliteIndexStore store, int from, int count)
    {
        for (var number = from; number < from + count; number++)
            Assert.Null(store.Commit(NodeOf(1), Batch(7, number, Added(string.Create(CultureInfo.InvariantCulture, $"song {number}.mp3"), number)), Wall).Refusal);
    }

    private static IReadOnlyList<string> Names(SqliteIndexStore store) => [.. store.Find(Query("song"), Online, 100, Wall).Hits.Select(hit => hit.Names[0])];

    /// <summary>Of the full-text table: each has pages of its own.</summary>
    private long Segments()
    {
        using var connection = SqliteSetup.OpenAlone(folder.IndexDatabase);
        using var command = new SqliteCommand("SELECT COUNT(DISTINCT segid) FROM NameTokens_idx", connection);
        return (long)command.ExecuteScalar()!;
    }
}
