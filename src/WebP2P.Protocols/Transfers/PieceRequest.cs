using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>One whole piece asked of one source.</summary>
/// <param name="Connection">0 or 1: which of the two connections to the source.</param>
/// <param name="Second">Another copy of the piece is on its way from somebody else.</param>
public readonly record struct PieceRequest(NodeId Peer, int Piece, int Connection, bool Second, long StartedMs);
