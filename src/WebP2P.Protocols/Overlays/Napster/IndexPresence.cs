using System.Collections.Immutable;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Who is linked, who of them is online (has registered), and where they are.</summary>
internal sealed class IndexPresence(IndexServerOptions options)
{
    private readonly Dictionary<NodeId, IndexPeer> linked = [];
    private readonly List<IndexPeer> places = [];
    private readonly RateTable rates = new(options);

    /// <summary>Places looked at for one draw: a question costs the same however many are linked.</summary>
    public const int LooksMax = 64;

    /// <summary>Nodes whose files are visible.</summary>
    public ImmutableHashSet<NodeId> Online { get; private set; } = [];

    /// <summary>What the operator shut out.</summary>
    public BlockList Blocks { get; set; } = BlockList.Empty;

    /// <summary>What a node may find: files of everybody online but its own.</summary>
    public Presence SeenBy(NodeId asker) => new(Online, asker) { Blocks = Blocks };

    public int LinkedCount => linked.Count;

    public IndexPeer? Find(NodeId node) => linked.GetValueOrDefault(node);

    public bool IsCurrent(IndexPeer peer) => linked.GetValueOrDefault(peer.Node) == peer;

    public void Enter(NodeId node)
    {
        if (linked.ContainsKey(node)) return;
        var peer = new IndexPeer(node, rates.Take(node)) { Place = places.Count };
        linked.Add(node, peer);
        places.Add(peer);
    }

    public void Leave(NodeId node, long nowMs)
    {
        if (linked.Remove(node, out var peer))
        {
            rates.Keep(node, peer.Rates, nowMs);
            (places[peer.Place], places[^1].Place) = (places[^1], peer.Place);
            places.RemoveAt(places.Count - 1);
        }
        Online = Online.Remove(node);
    }

    public void Sweep(long nowMs) => rates.Sweep(nowMs);

    /// <summary>Its files are no longer visible; its link stays.</summary>
    public void GoOffline(NodeId node) => Online = Online.Remove(node);

    /// <summary>False when the index is full.</summary>
    public bool TryGoOnline(NodeId node)
    {
        if (Online.Count >= options.NodesMax && !Online.Contains(node)) return false;
        Online = Online.Add(node);
        return true;
    }

    /// <summary>The newest record of a node that is online and whose record still holds.</summary>
    public Signed<PeerRecord>? RecordOf(NodeId node, Turn turn) =>
        Online.Contains(node) && linked[node].Record is { } record && record.ExpiresUnixMs > turn.WallUnixMs ? record : null;

    /// <summary>Records of some nodes that can do this and can be reached, drawn; the asker is none of them.</summary>
    public IReadOnlyList<Signed<PeerRecord>> Draw(string capability, NodeId asker, Turn turn)
    {
        HashSet<int> looked = [];
        List<Signed<PeerRecord>> drawn = [];
        var first = places.Count == 0 ? 0 : turn.Dice.Below(places.Count);
        for (var look = 0; look < Math.Min(places.Count, LooksMax) && drawn.Count < IndexPeers.DrawnMax; look++)
        {
            var place = places.Count <= LooksMax ? (first + look) % places.Count : turn.Dice.Below(places.Count);
            var node = places[place].Node;
            if (!looked.Add(place) || node == asker || Blocks.Contains(node)) continue;
            if (RecordOf(node, turn) is { Value: { Addresses.Count: > 0, Reachable: not Reachability.No } value } record && value.Capabilities.Contains(capability)) drawn.Add(record);
        }
        return drawn;
    }

    /// <summary>Why a record is not taken; null when it is.</summary>
    public static DropReason? Learn(IndexPeer peer, Signed<PeerRecord> record, Turn turn)
    {
        if (record.Signer != peer.Node) return DropReason.WrongIdentity;
        if (record.ExpiresUnixMs <= turn.WallUnixMs) return DropReason.Expired;
        if (record.Envelope.Length > IndexServerOptions.RecordBytesMax || record.Value.Addresses.Count > PeerRecord.AddressesMax) return DropReason.TooLarge;
        // The link sends it after its hello and the machine before it registers: the same one twice is no attack.
        if (peer.Record is { } known && record.Sequence < known.Sequence) return DropReason.Replayed;
        peer.Record = record;
        return null;
    }
}
