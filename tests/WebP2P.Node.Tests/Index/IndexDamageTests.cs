using WebP2P.Node.Control;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexDamageTests : IDisposable
{
    private static readonly Presence Online = Presence.Of(NodeOf(1), NodeOf(2));

    private readonly TempFolder temp = new();

    [Theory]
    [InlineData(DamageKind.ZeroedPages)]
    [InlineData(DamageKind.CutOff)]
    [InlineData(DamageKind.StrangeHeader)]
    [InlineData(DamageKind.MissingLog)]
    [InlineData(DamageKind.StrangeLog)]
    [InlineData(DamageKind.MissingFile)]
    public async Task Damage_that_a_start_meets_is_moved_aside_and_the_index_begins_anew(DamageKind kind)
    {
        var isLogNeeded = kind is DamageKind.MissingLog or DamageKind.StrangeLog or DamageKind.MissingFile;
        await using (var first = await OpenAsync(temp["data"]))
        {
            Fill(first.Get<IIndexStore>());
            if (isLogNeeded) IndexDamage.CopyAsKilled(temp["data"], temp["killed"]);
        }
        var data = temp[isLogNeeded ? "killed" : "data"];
        IndexDamage.Do(kind, Path.Combine(data, "index.db"));

        await using var second = await OpenAsync(data);
        AssertBegunAnew(second);
        Assert.Single(Directory.GetFiles(data, "index.db.damaged-*").GroupBy(file => Path.GetFileName(file).Split('Z')[0]));
    }

    [Theory]
    [InlineData(DamageKind.ZeroedPages)]
    [InlineData(DamageKind.CutOff)]
    [InlineData(DamageKind.StrangeHeader)]
    [InlineData(DamageKind.MissingLog)]
    [InlineData(DamageKind.MissingFile)]
    public async Task Damage_while_it_runs_is_moved_aside_without_a_restart(DamageKind kind)
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        Fill(store);
        EmptyLog(running);
        IndexDamage.Do(kind, temp["data/index.db"]);

        // What was read before may answer for a while; whoever needs the disk meets the damage, at the latest the check.
        store.Commit(NodeOf(2), Batch(9, 0, Added("other.txt", 900)), Wall);
        store.Find(Query("song"), Online, 10, Wall);
        running.Get<IndexUpkeep>().Look();
        running.Get<IndexUpkeep>().Check(CancellationToken.None);

        Assert.Equal(1, running.Get<IndexHealth>().View.BeganAnew);
        AssertBegunAnew(running);
    }

    [Fact]
    public async Task A_page_that_nobody_reads_is_found_by_the_check()
    {
        await using (var first = await OpenAsync(temp["data"])) Fill(first.Get<IIndexStore>());
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        var upkeep = running.Get<IndexUpkeep>();
        upkeep.Check(CancellationToken.None);
        Assert.Equal(IndexState.Ok, running.Get<IndexHealth>().View.State);
        using (var file = System.IO.File.OpenHandle(temp["data/index.db"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.Write(file, new byte[4_096], RandomAccess.GetLength(file) - 4_096);
        upkeep.Check(CancellationToken.None);
        AssertBegunAnew(running);
        Assert.Empty(store.Find(Query("song"), Online, 10, Wall).Hits);
    }

    [Fact]
    public async Task At_most_two_damaged_indexes_are_kept_the_newest_ones()
    {
        await using var running = await OpenAsync(temp["data"], new IndexCareOptions { AnewApartMs = 0 });
        var current = running.Get<IndexReplacement>();
        for (var time = 0; time < 4; time++)
        {
            running.Get<IIndexStore>().Commit(NodeOf(1), Batch(7, 0, Added($"time{time}.txt", time)), Wall);
            current.Replace("a test said so", current.Generation);
        }
        var kept = Directory.GetFiles(temp["data"], "index.db.damaged-*Z").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(IndexFiles.KeptMax, kept.Count);
        Assert.Equal(["time2.txt", "time3.txt"], kept.Select(NameIn));
    }

    [Fact]
    public async Task What_seems_damaged_again_at_once_is_left_alone()
    {
        await using var running = await OpenAsync(temp["data"]);
        var current = running.Get<IndexReplacement>();
        current.Replace("a test said so", current.Generation);
        current.Replace("a test said so again", current.Generation);
        Assert.Equal(1, running.Get<IndexHealth>().View.BeganAnew);
    }

    [Fact]
    public async Task A_look_that_began_before_the_index_was_replaced_does_not_replace_the_new_one()
    {
        await using var running = await OpenAsync(temp["data"], new IndexCareOptions { AnewApartMs = 0 });
        var current = running.Get<IndexReplacement>();
        var looked = current.Generation;
        current.Replace("a search met it", current.Generation);
        current.Replace("a look that took longer saw the same", looked);
        Assert.Equal(1, running.Get<IndexHealth>().View.BeganAnew);
    }

    [Fact]
    public async Task A_clean_stop_leaves_no_log_and_that_is_no_damage()
    {
        await using (var first = await OpenAsync(temp["data"])) Fill(first.Get<IIndexStore>());
        Assert.False(System.IO.File.Exists(temp["data/index.db-wal"]));
        await using var second = await OpenAsync(temp["data"]);
        Assert.Equal(IndexState.Ok, second.Get<IndexHealth>().View.State);
        Assert.Equal(new RegisteredAnswer(7, 300, 300), second.Get<IIndexStore>().Registered(NodeOf(1)));
    }

    [Fact]
    public async Task Readers_and_writers_that_meet_the_damage_together_begin_one_new_index()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        Fill(store);
        EmptyLog(running);
        IndexDamage.Do(DamageKind.ZeroedPages, temp["data/index.db"]);
        var upkeep = running.Get<IndexUpkeep>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            if (number == 0) upkeep.Check(CancellationToken.None);
            else store.Find(Query("song"), Online, 10, Wall);
            store.Commit(NodeOf(10 + number), Batch(9, 0, Added("other.txt", 900)), Wall);
        })));
        Assert.Equal(1, running.Get<IndexHealth>().View.BeganAnew);
        Assert.Equal(0, store.Registered(NodeOf(1)).Version);
    }

    public void Dispose() => temp.Dispose();

    private static Task<StorageFixture> OpenAsync(string path, IndexCareOptions? options = null) => StorageFixture.OpenAsync(path, options);

    private static void Fill(IIndexStore store) =>
        store.Commit(NodeOf(1), Batch(7, 0, [.. Enumerable.Range(0, 300).Select(number => Added($"song number {number}.mp3", number))]), Wall);

    /// <summary>Everything stands in the main file, where the damage will be.</summary>
    private static void EmptyLog(StorageFixture running)
    {
        using var connection = SqliteSetup.OpenAlone(running.Folder.IndexDatabase);
        SqliteSetup.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void AssertBegunAnew(StorageFixture storage)
    {
        var health = storage.Get<IndexHealth>().View;
        Assert.Equal(IndexState.Rebuilding, health.State);
        Assert.StartsWith("index.db was damaged (", health.Reason, StringComparison.Ordinal);
        var store = storage.Get<IIndexStore>();
        Assert.Equal(new RegisteredAnswer(0, 0, 0), store.Registered(NodeOf(1)));
        Assert.Null(store.Commit(NodeOf(1), Batch(7, 0, Added("anew.txt", 1)), Wall).Refusal);
        Assert.Single(store.Find(Query("anew"), Online, 10, Wall).Hits);
    }

    private static string NameIn(string path)
    {
        using var connection = SqliteSetup.OpenAlone(path);
        return Assert.Single(Assert.Single(IndexRows.Read(connection)).Value).Name;
    }
}
