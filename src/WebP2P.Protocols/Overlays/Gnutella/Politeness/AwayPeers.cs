using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Peers that were left because they behaved badly: for a while they are neither dialled nor taken. Bounded; who was left first is forgiven first.</summary>
internal sealed class AwayPeers
{
    /// <summary>First time away, ms; it doubles each time.</summary>
    public const long FirstMs = 600_000;

    /// <summary>Longest time away, ms.</summary>
    public const long LongestMs = 6 * 3_600_000;

    public const int PeersMax = 1_000;

    private readonly record struct Away(long UntilMs, int Times);

    private Dictionary<NodeId, Away>? away;
    private Queue<NodeId>? order;

    public int Count => away?.Count ?? 0;

    /// <summary>long.MinValue for a peer that never was left.</summary>
    public long UntilMs(NodeId peer) => away is not null && away.TryGetValue(peer, out var known) ? known.UntilMs : long.MinValue;

    public void Add(NodeId peer, long nowMs)
    {
        away ??= [];
        order ??= new Queue<NodeId>();
        var times = away.TryGetValue(peer, out var known) ? known.Times : 0;
        if (times == 0)
        {
            if (away.Count >= PeersMax) away.Remove(order.Dequeue());
            order.Enqueue(peer);
        }

        away[peer] = new Away(nowMs + Math.Min(LongestMs, FirstMs << Math.Min(times, 10)), times + 1);
    }
}
