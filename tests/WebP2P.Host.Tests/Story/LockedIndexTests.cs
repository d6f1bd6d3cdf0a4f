using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Index;

namespace WebP2P.Host.Tests.Story;

/// <summary>Another program keeps a node's <c>index.db</c> locked while another node registers there.</summary>
public sealed class LockedIndexTests
{
    [Fact]
    public async Task Searches_go_on_the_link_stays_and_the_registration_comes_through_when_the_lock_is_gone()
    {
        var care = new IndexCareOptions { LockedWaitMs = 0, RestFirstMs = 100, RestMaxMs = 500 };
        await using var hub = await TestNode.StartAsync("hub", configure: builder => builder.Services.AddSingleton(care));
        await using var bob = await TestNode.StartAsync("bob", hub.PeerAddress);
        bob.Share("before the lock.bin", [1, 2, 3]);
        await bob.RescanAsync();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(hub.Root, "data", "index.db")};Pooling=False"))
        {
            await other.OpenAsync();
            Run(other, "BEGIN EXCLUSIVE");
            bob.Share("while it was locked.bin", [4, 5, 6]);
            foreach (var share in (await bob.GetAsync("shares")).GetProperty("items").EnumerateArray())
                await bob.Http.PostAsync($"shares/{share.GetProperty("id").GetString()}/rescan", null);
            await TestNode.UntilAsync(async () => await IndexAsync(hub) is var index
                && index.GetProperty("state").GetString() == "readOnly" && index.GetProperty("reason").GetString()!.Contains("another program", StringComparison.Ordinal));
            Assert.Single((await hub.SearchAsync("before the lock")).Results);
            Assert.Contains((await bob.GetAsync("peers")).GetProperty("items").EnumerateArray(), peer => peer.GetProperty("linked").GetBoolean());
            Run(other, "ROLLBACK");
        }
        await bob.RegisteredAsync();
        await TestNode.UntilAsync(async () => (await IndexAsync(hub)).GetProperty("state").GetString() == "ok");
        Assert.Single((await hub.SearchAsync("while it was locked")).Results);
    }

    private static async Task<JsonElement> IndexAsync(TestNode node) => (await node.GetAsync("node")).GetProperty("index");

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
