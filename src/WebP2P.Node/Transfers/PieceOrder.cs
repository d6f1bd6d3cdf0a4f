using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>A piece to be fetched: from whom, with which ticket, proven by what, written where.</summary>
internal sealed record PieceOrder(PieceRequest Request, UInt128 Ticket, PieceLayer Layer, PartFile File);
