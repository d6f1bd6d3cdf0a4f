using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Pieces in a row to be fetched: from whom, with which ticket, proven by what, written where.</summary>
internal sealed record PieceOrder(PieceRequest Request, UInt128 Ticket, PieceLayer Layer, PartFile File)
{
    public long LengthBytes => Layer.Map.Offset(Request.Last) + Layer.Map.Length(Request.Last) - Layer.Map.Offset(Request.Piece);
}
