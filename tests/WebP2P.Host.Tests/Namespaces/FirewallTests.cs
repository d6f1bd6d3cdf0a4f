using System.Security.Cryptography;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>Hosts of their own with real processes; one of them behind a firewall that lets nobody in.</summary>
public sealed class FirewallTests
{
    private const int FileBytes = 4_000_000;

    [Fact]
    public async Task Behind_a_firewall_that_lets_nobody_in_a_node_copies_and_is_copied_from()
    {
        Assert.SkipUnless(NetNamespace.Problem is null, NetNamespace.Problem ?? "");
        using var network = new TapSwitch();
        using var indexHost = NetNamespace.Add(network, "10.99.0.1");
        using var openHost = NetNamespace.Add(network, "10.99.0.2");
        using var closedHost = NetNamespace.Add(network, "10.99.0.3");
        closedHost.Port.KeepsOutConnections = true;
        var indexServer = $"{indexHost.Address}:{NamespaceNode.PeerPort}";
        await using var index = new NamespaceNode(indexHost, null);
        await using var open = new NamespaceNode(openHost, indexServer);
        await using var closed = new NamespaceNode(closedHost, indexServer);
        var (song, tale) = (RandomNumberGenerator.GetBytes(FileBytes), RandomNumberGenerator.GetBytes(FileBytes));
        open.Share("candle song.ogg", song);
        closed.Share("hidden tale.txt", tale);
        await index.StartAsync();
        await Task.WhenAll(open.StartAsync(), closed.StartAsync());

        var known = await open.ReachabilityAsync("yes");
        Assert.Contains($"10.99.0.1 dialled us back at 10.99.0.2:{NamespaceNode.PeerPort}", known.GetProperty("reachabilityEvidence").GetString());
        known = await closed.ReachabilityAsync("no");
        Assert.Contains($"10.99.0.1 dialled us back at 10.99.0.3:{NamespaceNode.PeerPort} and did not reach us: no answer", known.GetProperty("reachabilityEvidence").GetString());

        Assert.Equal(SHA256.HashData(tale), await open.CompletedAsync(await open.DownloadAsync("hidden")));
        Assert.Equal(SHA256.HashData(song), await closed.CompletedAsync(await closed.DownloadAsync("candle")));
        Assert.True(network.KeptOut > 0);
    }
}
