using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Who the nodes are and where: the newest peer record of each, kept in memory and in <c>node.db</c>.</summary>
public interface IPeerDirectory
{
    /// <summary>True when it was newer than what was known.</summary>
    bool Learn(Signed<PeerRecord> record);

    /// <summary>A newer record with other addresses, or another word on whether the node can be dialled; the own one too. Handlers only enqueue.</summary>
    event Action<PeerMove>? Moved;

    Signed<PeerRecord>? Find(NodeId peer);

    string? NameOf(NodeId peer);

    /// <summary>The own record as last published; null before the node listens.</summary>
    Signed<PeerRecord>? Own { get; }
}
