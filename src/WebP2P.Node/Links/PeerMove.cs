using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>A node is somewhere else, or can be reached in another way, than its record said before.</summary>
public sealed record PeerMove(NodeId Peer, PeerRecord Before, PeerRecord Now);
