using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>One content that one peer wants from this node.</summary>
public sealed class UploadWish(NodeId peer, ContentId content)
{
    public NodeId Peer { get; } = peer;

    public ContentId Content { get; } = content;

    /// <summary>Null while it waits.</summary>
    public UInt128? Ticket { get; internal set; }

    /// <summary>In the queue, 1 is next; 0 when it has a slot.</summary>
    public int Position { get; internal set; }

    internal long GrantedMs { get; set; }
}
