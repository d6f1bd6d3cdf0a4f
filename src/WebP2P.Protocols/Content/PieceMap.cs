namespace WebP2P.Protocols.Content;

/// <summary>How a content of a given size is cut into pieces; it follows from the size alone.</summary>
public readonly record struct PieceMap
{
    /// <summary>Bytes of one Merkle leaf (BEP 52).</summary>
    public const int LeafBytes = 16 * 1024;

    /// <summary>Most pieces a content can have, so that a bitfield fits one frame.</summary>
    public const int PiecesMax = 262_144;

    private const int SmallPieceBytes = 64 * 1024;
    private const int LargePieceBytes = 1024 * 1024;
    private const long SmallUpToBytes = 64L << 20;

    /// <exception cref="ArgumentOutOfRangeException">The size is not 1 to 2^43.</exception>
    public PieceMap(long sizeBytes)
    {
        if (!ContentId.IsSize(sizeBytes)) throw new ArgumentOutOfRangeException(nameof(sizeBytes), sizeBytes, "A content has 1 to 2^43 bytes.");
        SizeBytes = sizeBytes;
        PieceBytes = sizeBytes <= SmallUpToBytes ? SmallPieceBytes : LargePieceBytes;
        while ((sizeBytes + PieceBytes - 1) / PieceBytes > PiecesMax) PieceBytes *= 2;
        Count = (int)((sizeBytes + PieceBytes - 1) / PieceBytes);
    }

    /// <summary>Content size in bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>Bytes of every piece but the last: a power of two, 64 KiB up to 32 MiB.</summary>
    public int PieceBytes { get; }

    /// <summary>Number of pieces, 1 to 262,144.</summary>
    public int Count { get; }

    /// <summary>First byte of a piece.</summary>
    public long Offset(int piece) => (long)piece * PieceBytes;

    /// <summary>Bytes of a piece; only the last one may be shorter.</summary>
    public int Length(int piece) => (int)Math.Min(PieceBytes, SizeBytes - Offset(piece));
}
