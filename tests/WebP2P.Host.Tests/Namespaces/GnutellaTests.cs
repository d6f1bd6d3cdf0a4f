using System.Security.Cryptography;
using System.Text.Json;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>Eight hosts over a bad line (40 ms, 2 % of all frames lost), no index server and no bootstrap address: they hear of each other on the local network.</summary>
public sealed class GnutellaTests : IAsyncLifetime
{
    private const int Count = 8;
    private const int DelayMs = 20;
    private const double Loss = 0.02;
    private const int FileBytes = 1_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    private readonly BadLine line = new("10.98.0", DelayMs, Loss);

    public ValueTask InitializeAsync()
    {
        line.Open(Count);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_partition_heals_and_everybody_is_found_again()
    {
        Assert.SkipUnless(NetNamespace.Problem is null, NetNamespace.Problem ?? "");
        var files = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetBytes(FileBytes)).ToList();
        for (var number = 0; number < Count; number++) line.Add(number, null, "--overlays", "gnutella").Share($"tale of host{number}.bin", files[number]);
        foreach (var some in line.Nodes.Chunk(4)) await Task.WhenAll(some.Select(node => node.StartAsync()));
        await Task.WhenAll(line.Nodes.Select(node => NeighboursAsync(node, 3)));
        line.Say("everybody has neighbours");
        var first = await line.Nodes[0].DownloadAsync("host7");
        Assert.Equal(SHA256.HashData(files[7]), await line.Nodes[0].CompletedAsync(first, Deadline));

        line.Say("half of them are cut off");
        foreach (var host in line.Hosts.Take(Count / 2)) host.Port.IsCut = true;
        await Task.WhenAll(line.Nodes.Skip(Count / 2).Select(AreCutAsync));
        line.Say("the others noticed");
        foreach (var host in line.Hosts.Take(Count / 2)) host.Port.IsCut = false;
        await Task.WhenAll(line.Nodes.Select(node => NeighboursAsync(node, 3)));
        var second = await line.Nodes[7].DownloadAsync("host1");
        Assert.Equal(SHA256.HashData(files[1]), await line.Nodes[7].CompletedAsync(second, Deadline));
        line.Say($"measured: healed and copied after {line.ElapsedSeconds:0} s; {line.Network.Lost} frames lost");
        Assert.True(line.Network.Lost > 0);
    }

    private static Task<JsonElement> NeighboursAsync(NamespaceNode node, int count) => NamespaceNode.SeeAsync(() => node.GetAsync("overlays/gnutella"), view => view.GetProperty("links").GetInt32() >= count, Deadline);

    /// <summary>No more neighbours than the own half has.</summary>
    private static Task<JsonElement> AreCutAsync(NamespaceNode node) => NamespaceNode.SeeAsync(() => node.GetAsync("overlays/gnutella"), view => view.GetProperty("links").GetInt32() < Count / 2, Deadline);
}
