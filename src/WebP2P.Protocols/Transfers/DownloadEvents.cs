using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Transfers;

/// <summary>Every piece is verified.</summary>
public sealed record AllPiecesVerified : Notice;

/// <summary>The source will not be asked again by this download.</summary>
public sealed record SourceLeft(NodeId Peer, string Reason) : Notice;
