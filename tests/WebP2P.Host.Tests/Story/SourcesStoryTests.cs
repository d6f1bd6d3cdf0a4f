using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Tests.Story;

/// <summary>Sources that come, go and come back elsewhere, over real sockets and a real index.</summary>
public sealed class SourcesStoryTests
{
    [Fact]
    public async Task A_download_that_waits_starts_without_asking_when_another_node_begins_to_share_the_file()
    {
        await using var index = await TestNode.StartAsync("index");
        await using var alice = await TestNode.StartAsync("alice", index.PeerAddress, configure: builder => builder.Services.AddSingleton(new TransferOptions { AskAgainMs = 3_600_000 }));
        await using var bob = await TestNode.StartAsync("bob", index.PeerAddress);
        var bytes = Bytes(1, 2_000_000);
        bob.Share("wanted.bin", bytes);
        var content = ContentOf(Path.Combine(bob.ShareFolder, "wanted.bin"));
        File.Move(Path.Combine(bob.ShareFolder, "wanted.bin"), Path.Combine(bob.Root, "wanted.bin"));

        var id = (await alice.PostAsync("downloads", new { hash = content.Hash.ToString(), size = content.SizeBytes, name = "wanted.bin" })).GetProperty("id").GetString()!;
        await StateAsync(alice, id, "waiting");
        File.Move(Path.Combine(bob.Root, "wanted.bin"), Path.Combine(bob.ShareFolder, "wanted.bin"));
        await bob.RescanAsync();

        // Long before anybody would be asked.
        var done = await alice.CompletedAsync(id);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
    }

    [Fact]
    public async Task The_index_and_half_of_the_sources_start_again_elsewhere_and_the_copy_is_exact()
    {
        await using var index = await TestNode.StartAsync("index", change: options => options with { PeerListen = FreePorts.Address() });
        await using var alice = await TestNode.StartAsync("alice", index.PeerAddress);
        var bytes = Bytes(2, 24_000_000);
        var sources = new List<TestNode>();
        try
        {
            for (var number = 0; number < 4; number++)
            {
                sources.Add(await TestNode.StartAsync($"source{number}", index.PeerAddress));
                sources[number].Share("big.bin", bytes);
            }
            await Task.WhenAll(sources.Select(source => source.RescanAsync()));
            await LimitAsync(sources, 512 << 10);
            var (search, results) = await alice.SearchAsync("big");
            var result = Assert.Single(results);
            var id = (await alice.PostAsync("downloads", new { hash = result.GetProperty("hash").GetString(), size = result.GetProperty("size").GetInt64(), searchId = search })).GetProperty("id").GetString()!;
            await TestNode.UntilAsync(async () => (await alice.GetAsync($"downloads/{id}")).GetProperty("bytesDone").GetInt64() > 2_000_000);

            // Those who stay give so little that the copy cannot end without those who come back.
            await LimitAsync(sources[2..], ITransferLimits.BytesPerSecondMin);
            var indexAddress = index.PeerAddress;
            await Task.WhenAll(index.StopAsync(), sources[0].StopAsync(), sources[1].StopAsync());
            await index.StartAsync(indexAddress);
            await Task.WhenAll(sources[0].StartAsync("127.0.0.2:0"), sources[1].StartAsync("127.0.0.3:0"));

            var before = await GivenAsync(alice, id, sources[0]);
            await TestNode.UntilAsync(async () => await GivenAsync(alice, id, sources[0]) > before);
            await LimitAsync(sources, 0);
            var done = await alice.CompletedAsync(id);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
            Assert.All(done.GetProperty("sources").EnumerateArray(), source => Assert.Equal(0, source.GetProperty("badPieces").GetInt32()));
        }
        finally
        {
            foreach (var source in sources) await source.DisposeAsync();
        }
    }

    [Fact]
    public async Task Retry_verify_priority_order_and_pausing_all_over_REST()
    {
        await using var alice = await TestNode.StartAsync("alice");
        var id = (await alice.PostAsync("downloads", new { hash = new string('c', 64), size = 1000, name = "nobody has it", order = "sequential" })).GetProperty("id").GetString()!;
        await StateAsync(alice, id, "waiting");
        using (var patch = await alice.Http.PatchAsync($"downloads/{id}", new StringContent("""{"priority":"high"}""", System.Text.Encoding.UTF8, "application/json")))
            Assert.Equal("high", JsonDocument.Parse(await patch.Content.ReadAsStringAsync()).RootElement.GetProperty("priority").GetString());
        Assert.Equal(1, (await alice.PostAsync("downloads/pause", new { })).GetProperty("downloads").GetInt32());
        var paused = await alice.GetAsync($"downloads/{id}");
        Assert.Equal(("paused", "owner"), (paused.GetProperty("state").GetString(), paused.GetProperty("pausedBy").GetString()));
        await alice.StopAsync();
        await alice.StartAsync();
        paused = await alice.GetAsync($"downloads/{id}");
        Assert.Equal(("paused", "high", "sequential"), (paused.GetProperty("state").GetString(), paused.GetProperty("priority").GetString(), paused.GetProperty("order").GetString()));
        Assert.Equal(1, (await alice.PostAsync("downloads/resume", new { })).GetProperty("downloads").GetInt32());
        await StateAsync(alice, id, "waiting");
        await alice.PostAsync($"downloads/{id}/retry", new { });
        await alice.PostAsync($"downloads/{id}/verify", new { });
        await StateAsync(alice, id, "waiting");
    }

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static ContentId ContentOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var map = new PieceMap(bytes.Length);
        return PieceLayer.FromHashes(bytes.Length, [.. Enumerable.Range(0, map.Count).Select(piece => MerkleTree.PieceRoot(bytes.AsSpan((int)map.Offset(piece), map.Length(piece)), map))]).Content;
    }

    private static Task StateAsync(TestNode node, string id, string state) => AssertSoAsync(async () => (await node.GetAsync($"downloads/{id}")).GetProperty("state").GetString() == state, state);

    private static async Task AssertSoAsync(Func<Task<bool>> condition, string what)
    {
        await TestNode.UntilAsync(condition);
        Assert.True(await condition(), $"It never was {what}.");
    }

    private static async Task LimitAsync(List<TestNode> nodes, long uploadBytesPerSecond)
    {
        foreach (var node in nodes)
        {
            using var changed = await node.Http.PatchAsJsonAsync("limits", new { uploadBytesPerSecond });
            await TestNode.BodyAsync(changed);
        }
    }

    private static async Task<long> GivenAsync(TestNode node, string id, TestNode source)
    {
        var peer = (await source.GetAsync("node")).GetProperty("id").GetString();
        return (await node.GetAsync($"downloads/{id}")).GetProperty("sources").EnumerateArray().Where(known => known.GetProperty("nodeId").GetString() == peer).Sum(known => known.GetProperty("bytesGiven").GetInt64());
    }
}
