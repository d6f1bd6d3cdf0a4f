using Microsoft.Data.Sqlite;
using WebP2P.Node.Control;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

/// <summary>Another program keeps <c>index.db</c> locked.</summary>
public sealed class IndexLockTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly Presence Online = Presence.Of(NodeOf(1));

    private readonly TempFolder temp = new();

    [Theory]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("BEGIN EXCLUSIVE")]
    public async Task Reads_go_on_and_a_write_waits_until_the_lock_is_gone(string begin)
    {
        await using var running = await StorageFixture.OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        store.Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall);
        Task<CommitAnswer> commit;
        using (var other = Lock(running, begin))
        {
            commit = Task.Run(() => store.Commit(NodeOf(1), Batch(7, 1, Added("b.txt", 2)), Wall));
            for (var read = 0; read < 20; read++) Assert.Single(store.Find(Query("txt"), Online, 10, Wall).Hits);
            Assert.False(commit.IsCompleted);
            SqliteSetup.Execute(other, "ROLLBACK");
        }
        Assert.Null((await commit.WaitAsync(Deadline)).Refusal);
        Assert.Equal(IndexState.Ok, running.Get<IndexHealth>().View.State);
        Assert.Equal(2, store.Find(Query("txt"), Online, 10, Wall).Hits.Count);
    }

    [Fact]
    public async Task A_lock_that_stays_refuses_batches_at_once_until_it_is_gone()
    {
        await using var running = await StorageFixture.OpenAsync(temp["data"], new IndexCareOptions { LockedWaitMs = 0, RestFirstMs = 1, RestMaxMs = 1 });
        var (store, health, upkeep) = (running.Get<IIndexStore>(), running.Get<IndexHealth>(), running.Get<IndexUpkeep>());
        store.Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall);
        using (var other = Lock(running, "BEGIN EXCLUSIVE"))
        {
            for (var batch = 0; batch < 50; batch++)
                Assert.Contains("another program", store.Commit(NodeOf(1), Batch(7, 1, Added("b.txt", 2)), Wall).Refusal, StringComparison.Ordinal);
            Assert.Equal((IndexState.ReadOnly, 50L), (health.View.State, health.View.RefusedBatches));
            Assert.Single(store.Find(Query("txt"), Online, 10, Wall).Hits);
            upkeep.Look();
            Assert.Equal(IndexState.ReadOnly, health.View.State);
            SqliteSetup.Execute(other, "ROLLBACK");
        }
        Assert.True(SpinWait.SpinUntil(() => LooksWell(upkeep, health), Deadline));
        Assert.Null(store.Commit(NodeOf(1), Batch(7, 1, Added("b.txt", 2)), Wall).Refusal);
    }

    public void Dispose() => temp.Dispose();

    private static bool LooksWell(IndexUpkeep upkeep, IndexHealth health)
    {
        upkeep.Look();
        return health.View.State == IndexState.Ok;
    }

    private static SqliteConnection Lock(StorageFixture running, string begin)
    {
        var other = SqliteSetup.OpenAlone(running.Folder.IndexDatabase);
        SqliteSetup.Execute(other, begin);
        return other;
    }
}
