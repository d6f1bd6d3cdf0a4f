using System.Collections.Concurrent;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Trust on first use: which node answered first at an address that the owner typed without an id.</summary>
internal sealed class FirstMet
{
    private const int EntriesMax = 1_000;

    private readonly ConcurrentDictionary<PeerAddress, NodeId> met = new();

    public NodeId? At(PeerAddress address) => met.TryGetValue(address, out var peer) ? peer : null;

    public void Remember(PeerAddress address, NodeId peer)
    {
        if (met.Count < EntriesMax) met.TryAdd(address, peer);
    }

    /// <summary>The owner named the node that is there now.</summary>
    public void Replace(PeerAddress address, NodeId peer) => met[address] = peer;
}
