using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Keeps the rates of nodes that left until they are rested: a new link is no new allowance.</summary>
internal sealed class RateTable(IndexServerOptions options)
{
    private readonly Dictionary<NodeId, PeerRates> left = [];

    public int Count => left.Count;

    public PeerRates Take(NodeId node) => left.Remove(node, out var rates) ? rates : new PeerRates(options);

    /// <summary>At most as many as there may be nodes online; those that are rested make room.</summary>
    public void Keep(NodeId node, PeerRates rates, long nowMs)
    {
        if (rates.IsRested(nowMs)) return;
        if (left.Count >= options.NodesMax) Sweep(nowMs);
        if (left.Count < options.NodesMax) left[node] = rates;
    }

    public void Sweep(long nowMs)
    {
        foreach (var rested in left.Where(one => one.Value.IsRested(nowMs)).Select(one => one.Key).ToList()) left.Remove(rested);
    }
}
