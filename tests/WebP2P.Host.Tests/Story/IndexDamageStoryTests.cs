using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Index;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>A node's index is damaged while two other nodes are registered there; nobody does anything about it.</summary>
public sealed class IndexDamageStoryTests : IAsyncLifetime
{
    private TestNode hub = null!, bob = null!, carol = null!;

    public async ValueTask InitializeAsync()
    {
        var care = new IndexCareOptions { AnewApartMs = 0, CheckFirstMs = 500, CheckEveryMs = 500 };
        hub = await TestNode.StartAsync("hub", change: options => options with { PeerListen = FreePorts.Address() }, configure: builder => builder.Services.AddSingleton(care));
        bob = await TestNode.StartAsync("bob", hub.PeerAddress);
        carol = await TestNode.StartAsync("carol", hub.PeerAddress);
        bob.Share("what bob has.bin", [1, 2, 3]);
        carol.Share("what carol has.bin", [4, 5, 6]);
        await bob.RescanAsync();
        await carol.RescanAsync();
        await FindEachOtherAsync();
    }

    [Fact]
    public async Task Damage_that_a_start_meets_is_repaired_by_the_peers()
    {
        foreach (var kind in Enum.GetValues<DamageKind>())
        {
            var (before, address) = (await StandingAsync(), hub.PeerAddress);
            var (data, killed) = (Path.Combine(hub.Root, "data"), Path.Combine(hub.Root, "killed"));
            IndexDamage.CopyAsKilled(data, killed);
            await hub.StopAsync();
            if (kind is DamageKind.MissingLog or DamageKind.StrangeLog or DamageKind.MissingFile) IndexDamage.CopyAsKilled(killed, data);
            IndexDamage.Do(kind, Path.Combine(data, "index.db"));
            await hub.StartAsync(address);
            Assert.Equal((kind, 1), (kind, BeganAnew(await hub.GetAsync("node"))));
            Assert.Equal(before, await StandingAsync());
            await FindEachOtherAsync();
        }
    }

    [Fact]
    public async Task Damage_while_the_node_runs_is_repaired_by_the_peers()
    {
        var rebuilds = 0;
        foreach (var kind in Enum.GetValues<DamageKind>().Except([DamageKind.StrangeLog]))
        {
            var before = await StandingAsync();
            await EmptyLogAsync();
            IndexDamage.Do(kind, Path.Combine(hub.Root, "data", "index.db"));
            await TestNode.UntilAsync(async () => BeganAnew(await hub.GetAsync("node")) > rebuilds);
            Assert.Equal((kind, ++rebuilds), (kind, BeganAnew(await hub.GetAsync("node"))));
            Assert.Equal(before, await StandingAsync());
            await FindEachOtherAsync();
        }
        await TestNode.UntilAsync(async () => State(await hub.GetAsync("node")) == "ok");
        Assert.Equal("ok", State(await hub.GetAsync("node")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(hub.Root, "data"), "index.db.damaged-*").Select(file => Path.GetFileName(file).Split('Z')[0]).Distinct().Count());
        using var metrics = await hub.Http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Matches("webp2p_index_rebuilds_total\\S* 5\n", await metrics.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in (TestNode[])[bob, carol, hub]) await node.DisposeAsync();
    }

    /// <summary>Each finds what the other has, through the index.</summary>
    private async Task FindEachOtherAsync()
    {
        foreach (var (seeker, words) in new[] { (bob, "what carol has"), (carol, "what bob has") })
        {
            // Slower than the index answers one peer, which its registration would have to wait for too.
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
            IReadOnlyList<JsonElement> found = [];
            await TestNode.UntilAsync(async () => await pause.WaitForNextTickAsync() && (found = (await seeker.SearchAsync(words)).Results).Count == 1);
            Assert.Single(found);
        }
    }

    /// <summary>What no damage to the index may touch: the node's key and its own database.</summary>
    private async Task<string> StandingAsync()
    {
        var shares = (await hub.GetAsync("shares")).GetProperty("items").EnumerateArray().Select(share => share.GetProperty("id").GetString());
        return $"{(await hub.GetAsync("node")).GetProperty("id").GetString()} {string.Join(' ', shares)}";
    }

    private async Task EmptyLogAsync()
    {
        await using var other = new SqliteConnection($"Data Source={Path.Combine(hub.Root, "data", "index.db")};Pooling=False");
        await other.OpenAsync();
        await using var empty = other.CreateCommand();
        empty.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await empty.ExecuteNonQueryAsync();
    }

    private static int BeganAnew(JsonElement node) => node.GetProperty("index").GetProperty("beganAnew").GetInt32();

    private static string? State(JsonElement node) => node.GetProperty("index").GetProperty("state").GetString();
}
