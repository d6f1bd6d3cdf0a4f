using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Index;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>The disk with a node's data is full: searches go on, what would have to be written is refused with a reason, and all of it comes back by itself.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const string NeedsMount = "This account may not mount a small file system for the test.";
    private const int DiskMegabytes = 24;

    private SmallDisk disk = null!;
    private TestNode hub = null!, bob = null!;

    public async ValueTask InitializeAsync()
    {
        disk = SmallDisk.TryMake(DiskMegabytes)!;
        Assert.SkipWhen(disk is null, NeedsMount);
        var care = new IndexCareOptions { RestFirstMs = 100, RestMaxMs = 500 };
        hub = await TestNode.StartAsync("hub", change: options => options with { Data = Path.Combine(disk!.Root, "data") }, configure: builder => builder.Services.AddSingleton(care));
        bob = await TestNode.StartAsync("bob", hub.PeerAddress);
        bob.Share("before the disk was full.bin", [1, 2, 3]);
        await bob.RescanAsync();
    }

    [Fact]
    public async Task Searches_go_on_batches_are_refused_and_registered_when_there_is_room_again()
    {
        disk.Fill();
        bob.Share("while the disk was full.bin", [4, 5, 6]);
        await ScanAsync(bob);
        await TestNode.UntilAsync(async () => (await hub.GetAsync("node")).GetProperty("index") is var index
            && index.GetProperty("state").GetString() == "readOnly" && index.GetProperty("refusedBatches").GetInt64() > 0
            && index.GetProperty("reason").GetString()!.Contains("no room", StringComparison.Ordinal));
        await TestNode.UntilAsync(async () => (await bob.GetAsync("overlays/napster")).GetProperty("reason").GetString()!.Contains("no room", StringComparison.Ordinal));
        Assert.Contains((await bob.GetAsync("peers")).GetProperty("items").EnumerateArray(), peer => peer.GetProperty("linked").GetBoolean());
        Assert.Single((await hub.SearchAsync("before the disk")).Results);
        Assert.Empty((await hub.SearchAsync("while the disk")).Results);

        disk.Free();
        await bob.RegisteredAsync();
        await UntilIndexAsync("ok");
        Assert.Single((await hub.SearchAsync("while the disk")).Results);
        await TestNode.UntilAsync(async () => (await bob.GetAsync("overlays/napster")).GetProperty("reason").GetString()!.StartsWith("Linked to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_node_lives_on_when_its_own_database_cannot_be_written()
    {
        disk.Fill();
        hub.Share("not written.bin", [7, 8, 9]);
        await ScanAsync(hub);
        Directory.CreateDirectory(Path.Combine(hub.Root, "another"));
        await AssertRefusedAsync("shares", new { path = Path.Combine(hub.Root, "another") });
        await AssertRefusedAsync("index/blocks", new { nodeId = new string('a', 64), note = "while the disk is full" });
        Assert.Single((await hub.SearchAsync("before the disk")).Results);
        Assert.Empty((await hub.GetAsync("index/blocks")).GetProperty("items").EnumerateArray());

        disk.Free();
        await hub.RescanAsync();
        Assert.Single((await bob.SearchAsync("not written")).Results);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_remembered_does_not_begin()
    {
        var wanted = new { hash = new string('a', 64), size = 10, name = "waits for a source.bin" };
        disk.Fill();
        await AssertRefusedAsync("downloads", wanted);
        Assert.Empty((await hub.GetAsync("downloads")).GetProperty("items").EnumerateArray());
        Assert.Empty(Directory.GetFiles(hub.Downloads));

        disk.Free();
        await hub.PostAsync("downloads", wanted);
        Assert.Single((await hub.GetAsync("downloads")).GetProperty("items").EnumerateArray());
    }

    public async ValueTask DisposeAsync()
    {
        if (bob is not null) await bob.DisposeAsync();
        if (hub is not null) await hub.DisposeAsync();
        disk?.Dispose();
    }

    private async Task AssertRefusedAsync(string path, object body)
    {
        using var refused = await hub.Http.PostAsJsonAsync(path, body);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((path, HttpStatusCode.ServiceUnavailable, "disk-full"), (path, refused.StatusCode, problem.GetProperty("type").GetString()));
    }

    private static async Task ScanAsync(TestNode node)
    {
        foreach (var share in (await node.GetAsync("shares")).GetProperty("items").EnumerateArray())
            await node.Http.PostAsync($"shares/{share.GetProperty("id").GetString()}/rescan", null);
    }

    private Task UntilIndexAsync(string state) =>
        TestNode.UntilAsync(async () => (await hub.GetAsync("node")).GetProperty("index").GetProperty("state").GetString() == state);
}
