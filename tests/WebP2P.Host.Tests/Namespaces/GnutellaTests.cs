using System.Diagnostics;
using System.Globalization;
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

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TapSwitch network = new(DelayMs, Loss);
    private readonly List<NetNamespace> hosts = [];
    private readonly List<NamespaceNode> nodes = [];

    public ValueTask InitializeAsync()
    {
        if (NetNamespace.Problem is null)
            for (var number = 1; number <= Count; number++) hosts.Add(NetNamespace.Add(network, $"10.98.0.{number}"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        foreach (var host in hosts) host.Dispose();
        network.Dispose();
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_partition_heals_and_everybody_is_found_again()
    {
        Assert.SkipUnless(NetNamespace.Problem is null, NetNamespace.Problem ?? "");
        var files = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetBytes(FileBytes)).ToList();
        for (var number = 0; number < Count; number++)
        {
            nodes.Add(new NamespaceNode(hosts[number], null, "--overlays", "gnutella"));
            nodes[number].Share($"tale of host{number}.bin", files[number]);
        }
        foreach (var some in nodes.Chunk(4)) await Task.WhenAll(some.Select(node => node.StartAsync()));
        await Task.WhenAll(nodes.Select(node => NeighboursAsync(node, 3)));
        Say("everybody has neighbours");
        var first = await nodes[0].DownloadAsync("host7");
        Assert.Equal(SHA256.HashData(files[7]), await nodes[0].CompletedAsync(first, Deadline));

        Say("half of them are cut off");
        foreach (var host in hosts.Take(Count / 2)) host.Port.IsCut = true;
        await Task.WhenAll(nodes.Skip(Count / 2).Select(AreCutAsync));
        Say("the others noticed");
        foreach (var host in hosts.Take(Count / 2)) host.Port.IsCut = false;
        await Task.WhenAll(nodes.Select(node => NeighboursAsync(node, 3)));
        var second = await nodes[7].DownloadAsync("host1");
        Assert.Equal(SHA256.HashData(files[1]), await nodes[7].CompletedAsync(second, Deadline));
        Say($"measured: healed and copied after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; {network.Lost} frames lost");
        Assert.True(network.Lost > 0);
    }

    private static Task<JsonElement> NeighboursAsync(NamespaceNode node, int count) => NamespaceNode.SeeAsync(() => node.GetAsync("overlays/gnutella"), view => view.GetProperty("links").GetInt32() >= count, Deadline);

    /// <summary>No more neighbours than the own half has.</summary>
    private static Task<JsonElement> AreCutAsync(NamespaceNode node) => NamespaceNode.SeeAsync(() => node.GetAsync("overlays/gnutella"), view => view.GetProperty("links").GetInt32() < Count / 2, Deadline);

    private void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:0.0} s: {what}"));
}
