using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>Somebody inside the node who speaks over links: an overlay's loop, or the transfers. Calls come from link threads: they only enqueue.</summary>
public interface ILinkUser
{
    /// <summary>For <c>PeerView.HeldBy</c> and logs, e.g. <c>napster</c>, <c>index</c>, <c>transfer</c>.</summary>
    string Name { get; }

    /// <summary>What the hello and the own record say this node can do; null when it offers others nothing.</summary>
    string? Capability => $"{Name}/1";

    /// <summary>Whether messages of this type are for this user; every type has at most one.</summary>
    bool Reads(MessageType type);

    /// <summary>Whether it speaks with the peer, also over a link that only the other side holds.</summary>
    bool Uses(NodeId peer) => false;

    void Linked(NodeId peer, Hello hello);

    /// <summary>A dial of this user reached the peer; directly before the <see cref="Linked"/> that answers the dial. Who dials by id alone need not know.</summary>
    void Dialled(PeerAddress? address, NodeId peer)
    {
    }

    void Unlinked(NodeId peer, string reason);

    void DialFailed(PeerAddress? address, NodeId? peer, string reason);

    void Received(NodeId peer, in Header header, Message message);
}
