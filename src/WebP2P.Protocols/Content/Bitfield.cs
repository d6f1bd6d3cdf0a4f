using System.Numerics;

namespace WebP2P.Protocols.Content;

/// <summary>Which pieces of a content a node has. On the wire: most significant bit first, spare bits of the last byte zero.</summary>
public sealed class Bitfield
{
    private readonly byte[] bits;

    /// <param name="count">Number of pieces, none set.</param>
    public Bitfield(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PieceMap.PiecesMax);
        Count = count;
        bits = new byte[BytesOf(count)];
    }

    private Bitfield(int count, byte[] bits, int cardinality)
    {
        Count = count;
        this.bits = bits;
        Cardinality = cardinality;
    }

    /// <summary>Number of pieces, set or not.</summary>
    public int Count { get; }

    /// <summary>Number of pieces that are set; kept, not counted.</summary>
    public int Cardinality { get; private set; }

    /// <summary>Whether every piece is set.</summary>
    public bool IsFull => Cardinality == Count;

    /// <summary>Whether a piece is set.</summary>
    public bool this[int piece]
    {
        get
        {
            Check(piece);
            return (bits[piece >> 3] & MaskOf(piece)) != 0;
        }
    }

    /// <summary>Reads the wire form; a wrong length or a spare bit that is set is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, int count, out Bitfield bitfield)
    {
        bitfield = new Bitfield(0);
        if (count is < 0 or > PieceMap.PiecesMax || bytes.Length != BytesOf(count)) return false;
        if (count % 8 != 0 && (bytes[^1] & SpareOf(count)) != 0) return false;
        var cardinality = 0;
        foreach (var eight in bytes) cardinality += BitOperations.PopCount(eight);
        bitfield = new Bitfield(count, bytes.ToArray(), cardinality);
        return true;
    }

    /// <summary>Sets a piece; true when it was not set before.</summary>
    public bool Set(int piece)
    {
        if (this[piece]) return false;
        bits[piece >> 3] |= MaskOf(piece);
        Cardinality++;
        return true;
    }

    /// <summary>Clears a piece; true when it was set before.</summary>
    public bool Clear(int piece)
    {
        if (!this[piece]) return false;
        bits[piece >> 3] &= (byte)~MaskOf(piece);
        Cardinality--;
        return true;
    }

    /// <summary>Sets every piece.</summary>
    public void SetAll()
    {
        bits.AsSpan().Fill(0xFF);
        if (Count % 8 != 0) bits[^1] = (byte)~SpareOf(Count);
        Cardinality = Count;
    }

    /// <summary>Whether a piece is set here that is not set there; both have the same count.</summary>
    public bool HasOther(Bitfield than)
    {
        for (var at = 0; at < bits.Length; at++)
        {
            if ((bits[at] & ~than.bits[at]) != 0) return true;
        }
        return false;
    }

    /// <summary>The wire form as it is now: 8 pieces a byte, the first in the most significant bit; spare bits are not set.</summary>
    internal ReadOnlySpan<byte> Bytes => bits;

    /// <summary>A new array in wire form.</summary>
    public byte[] ToBytes() => bits.AsSpan().ToArray();

    /// <summary>An independent copy.</summary>
    public Bitfield Copy() => new(Count, ToBytes(), Cardinality);

    private static int BytesOf(int count) => (count + 7) / 8;

    private static byte MaskOf(int piece) => (byte)(0x80 >> (piece & 7));

    private static byte SpareOf(int count) => (byte)(0xFF >> (count % 8));

    private void Check(int piece)
    {
        if ((uint)piece >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(piece), piece, "There is no such piece.");
    }
}
