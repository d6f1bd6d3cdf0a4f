using System.Globalization;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

/// <summary>Real nodes without an index server, linked as a test says; each shares one file that no other has.</summary>
internal sealed class RealNetwork(TempFolder temp) : IAsyncDisposable
{
    private const int StartedAtOnce = 4;
    private const int FileBytes = 100_000;

    public List<RealNode> Nodes { get; } = [];

    /// <summary>Words that only the file of this node has.</summary>
    public static string Words(int node) => string.Create(CultureInfo.InvariantCulture, $"story number{node}");

    public static byte[] File(int node) => RealNode.Bytes(node, FileBytes + node);

    /// <summary>Starts nodes and links them so and no other way.</summary>
    public async Task StartAsync(int count, IReadOnlyList<(int From, int To)> links, GnutellaOptions gnutella)
    {
        for (var first = 0; first < count; first += StartedAtOnce)
            Nodes.AddRange(await Task.WhenAll(Enumerable.Range(first, Math.Min(StartedAtOnce, count - first)).Select(node => StartAsync(node, gnutella))));
        foreach (var (from, to) in links) Assert.Null(Nodes[from].Get<Node.Control.IPeers>().Add(Nodes[to].Address).Refusal);
        foreach (var node in Enumerable.Range(0, count)) await Nodes[node].HasNeighboursAsync(links.Count(link => link.From == node || link.To == node));
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));

    private async Task<RealNode> StartAsync(int number, GnutellaOptions gnutella)
    {
        var node = await RealNode.StartAsync(temp[$"node{number}"], options => options with { Gnutella = gnutella }, null, ($"{Words(number)}.txt", File(number)));
        await node.OffersAsync(1);
        return node;
    }
}
