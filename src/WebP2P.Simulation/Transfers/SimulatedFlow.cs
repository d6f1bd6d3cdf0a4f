using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Simulation.Transfers;

/// <summary>The answer to one request: bytes of some pieces in a row on their way over one uplink.</summary>
internal sealed class SimulatedFlow(PieceRequest request, PieceMap map, Action<SimulatedFlow> pieceWhole)
{
    public PieceRequest Request { get; } = request;

    /// <summary>The piece that is on its way.</summary>
    public int Piece { get; private set; } = request.Piece;

    /// <summary>When its first byte came, µs; null before.</summary>
    public long? BegunUs { get; set; }

    /// <summary>What the uplink had given to each of its flows when this one began, in millionths of a byte.</summary>
    public long BegunAt { get; set; }

    /// <summary>Nobody waits for it any more; it goes on until the source hears of that.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>What had come when the source stopped giving; null before.</summary>
    public long? EndedBytes { get; set; }

    public bool IsOver => Piece > Request.Last;

    /// <summary>Bytes up to the end of the piece that is on its way.</summary>
    public long HeadEndBytes => map.Offset(Piece) + map.Length(Piece) - map.Offset(Request.Piece);

    public long Bytes => map.Offset(Request.Last) + map.Length(Request.Last) - map.Offset(Request.Piece);

    /// <summary>The piece is here; the next one follows at once.</summary>
    public void Advance() => Piece++;

    public void Tell() => pieceWhole(this);
}
