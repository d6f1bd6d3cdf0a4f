using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>
/// Which addresses have proven themselves, and when the others were last tried: an address told by others is dialled
/// at most once in 10 minutes until its node has answered there or shown its id on a connection of its own.
/// </summary>
internal sealed class DialBook
{
    public const long UnprovenIntervalMs = 10 * 60 * 1000;
    private const int EntriesMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<PeerAddress, long> triedMs = [];
    private readonly Dictionary<NodeId, PeerAddress?> proven = [];
    private readonly Dictionary<NodeId, long> calledMs = [];

    /// <summary>Whether the address may be dialled now; a dial that is allowed is noted.</summary>
    public bool TryBegin(PeerAddress address, NodeId peer, long nowMs)
    {
        lock (gate)
        {
            if (proven.ContainsKey(peer)) return true;
            if (triedMs.TryGetValue(address, out var last) && nowMs - last < UnprovenIntervalMs) return false;
            if (triedMs.Count >= EntriesMax) Forget(nowMs);
            if (triedMs.Count >= EntriesMax) return false;
            triedMs[address] = nowMs;
            return true;
        }
    }

    public bool IsProven(NodeId peer)
    {
        lock (gate) return proven.ContainsKey(peer);
    }

    /// <summary>The node has shown its id, at this address when it was dialled.</summary>
    public void Prove(NodeId peer, PeerAddress? address)
    {
        lock (gate)
        {
            if (proven.Count >= EntriesMax && !proven.ContainsKey(peer)) proven.Remove(proven.Keys.First());
            proven[peer] = address ?? proven.GetValueOrDefault(peer);
            if (address is null) return;
            triedMs.Remove(address);
            calledMs.Remove(peer);
        }
    }

    /// <summary>Where the node answered last; null when it never did.</summary>
    public PeerAddress? LastGood(NodeId peer)
    {
        lock (gate) return proven.GetValueOrDefault(peer);
    }

    /// <summary>The node came when it was called; for a while it is called first, so that no dial waits for an address that does not answer.</summary>
    public void CallFirst(NodeId peer, long nowMs)
    {
        lock (gate)
        {
            if (calledMs.Count >= EntriesMax && !calledMs.ContainsKey(peer)) calledMs.Remove(calledMs.Keys.First());
            calledMs[peer] = nowMs;
        }
    }

    public bool IsCallFirst(NodeId peer, long nowMs)
    {
        lock (gate) return calledMs.TryGetValue(peer, out var called) && nowMs - called < UnprovenIntervalMs;
    }

    private void Forget(long nowMs)
    {
        foreach (var (address, last) in triedMs)
        {
            if (nowMs - last >= UnprovenIntervalMs) triedMs.Remove(address);
        }
    }
}
