using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>A request that is on its way, and how much of it is here.</summary>
internal sealed class OpenRequest(PieceRequest request, TransferSource source, PieceMap map)
{
    private readonly long firstByte = map.Offset(request.Piece);
    private readonly int contact = source.Contacts;

    /// <summary>What is still to come; the connection and the start stay.</summary>
    public PieceRequest Request { get; private set; } = request;

    public TransferSource Source { get; } = source;

    public bool HasBegun { get; set; }

    /// <summary>Made since the source was last contacted.</summary>
    public bool IsOfThisContact => contact == Source.Contacts;

    public long HereBytes { get; private set; }

    /// <summary>Asked for and not here yet.</summary>
    public long MissingBytes => EndOf(Request.Last) - HereBytes;

    /// <summary>What is here when the piece that is due is whole.</summary>
    public long HeadEndBytes => EndOf(Request.Piece);

    /// <returns>Bytes that are new.</returns>
    public long Here(long bytes)
    {
        var added = Math.Clamp(bytes - HereBytes, 0, MissingBytes);
        HereBytes += added;
        return added;
    }

    /// <summary>The next piece of the range is due.</summary>
    public void Advance() => Request = Request with { Piece = Request.Piece + 1, Count = Request.Count - 1 };

    private long EndOf(int piece) => map.Offset(piece) + map.Length(piece) - firstByte;
}
