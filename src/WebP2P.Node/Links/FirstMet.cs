using System.Collections.Concurrent;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Trust on first use: which node answered first at an address that the owner typed without an id.</summary>
internal sealed class FirstMet
{
    private const int EntriesMax = 1_000;

    private readonly ConcurrentDictionary<PeerAddress, NodeId> met = new();
    private int changes;

    /// <summary>How often something was learned; tells when to write.</summary>
    public int Changes => Volatile.Read(ref changes);

    /// <summary>One <c>HOST:PORT/NODEID</c> a line.</summary>
    public string Text => string.Join('\n', met.Select(entry => $"{entry.Key}/{entry.Value}"));

    public NodeId? At(PeerAddress address) => met.TryGetValue(address, out var peer) ? peer : null;

    public void Remember(PeerAddress address, NodeId peer)
    {
        if (met.Count < EntriesMax && met.TryAdd(address, peer)) Interlocked.Increment(ref changes);
    }

    /// <summary>The owner named the node that is there now.</summary>
    public void Replace(PeerAddress address, NodeId peer)
    {
        if (At(address) == peer) return;
        met[address] = peer;
        Interlocked.Increment(ref changes);
    }

    public void Load(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (PeerAddressText.TryParse(line, out var address, out var peer) && peer is { } known) met.TryAdd(address!, known);
        }
    }
}
