using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>
/// The node's links: one for each peer, shared by all users, each of whom holds it. A link closes when neither side holds it.
/// The own id is a peer too: a link to oneself is in-process, with the same messages.
/// </summary>
public interface ILinks
{
    /// <summary>Before the node listens; the order does not matter.</summary>
    void Attach(ILinkUser user);

    /// <summary>Holds an existing link, or dials; <c>Linked</c> or <c>DialFailed</c> follows. An address is one that the owner typed; without one the peer's newest record is used.</summary>
    void Dial(ILinkUser user, PeerAddress? address, NodeId? peer);

    /// <summary>False when there is no link, or its queue is full (counted).</summary>
    bool Send(NodeId peer, in Header header, Message message);

    void Release(ILinkUser user, NodeId peer, string reason);

    bool IsLinked(NodeId peer);
}
