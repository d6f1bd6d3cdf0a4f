using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>Whole pieces in a row asked of one source in one range; each counts when it arrives.</summary>
/// <param name="Piece">The first that has not arrived.</param>
/// <param name="Connection">0 or 1: which of the two connections to the source.</param>
/// <param name="Second">Another copy of the piece is on its way from somebody else; always a single piece.</param>
public readonly record struct PieceRequest(NodeId Peer, int Piece, int Connection, bool Second, long StartedMs)
{
    /// <summary>Pieces that are still to come, <see cref="Piece"/> included.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The last piece of the range.</summary>
    public int Last => Piece + Count - 1;

    public bool Covers(int piece) => piece >= Piece && piece <= Last;
}
