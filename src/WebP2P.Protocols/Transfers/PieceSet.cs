using System.Numerics;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>A set of pieces in which the next member after a place is found quickly: many pieces are compared at once, in the order of a <see cref="Bitfield"/>.</summary>
internal sealed class PieceSet(int count)
{
    private const int ByteBits = 8;

    private readonly byte[] bits = new byte[(count + ByteBits - 1) / ByteBits];

    /// <summary>Members.</summary>
    public int Count { get; private set; }

    public bool Contains(int piece) => (bits[piece / ByteBits] & Mask(piece)) != 0;

    public void Add(int piece)
    {
        if (Contains(piece)) return;
        bits[piece / ByteBits] |= Mask(piece);
        Count++;
    }

    public void Remove(int piece)
    {
        if (!Contains(piece)) return;
        bits[piece / ByteBits] &= (byte)~Mask(piece);
        Count--;
    }

    /// <summary>The first member at or after <paramref name="from"/>; -1 when there is none.</summary>
    /// <param name="among">Only pieces that are set here; null: all.</param>
    public int Next(int from, Bitfield? among)
    {
        var place = from / ByteBits;
        if (Count == 0 || place >= bits.Length) return -1;
        var others = among is null ? default : among.Bytes;
        var first = Both(place, others) & (byte.MaxValue >> (from % ByteBits));
        if (first == 0)
        {
            place = among is null ? NextFilled(place + 1) : NextShared(place + 1, others);
            if (place < 0) return -1;
            first = Both(place, others);
        }
        return place * ByteBits + BitOperations.LeadingZeroCount((uint)first) - (sizeof(uint) - 1) * ByteBits;
    }

    private int Both(int place, ReadOnlySpan<byte> others) => others.IsEmpty ? bits[place] : bits[place] & others[place];

    private int NextFilled(int from) => bits.AsSpan(from).IndexOfAnyExcept((byte)0) is >= 0 and var distance ? from + distance : -1;

    private int NextShared(int from, ReadOnlySpan<byte> others)
    {
        var place = from;
        while (place <= bits.Length - Vector<byte>.Count && (new Vector<byte>(bits, place) & new Vector<byte>(others[place..])) == Vector<byte>.Zero) place += Vector<byte>.Count;
        while (place < bits.Length && (bits[place] & others[place]) == 0) place++;
        return place < bits.Length ? place : -1;
    }

    private static byte Mask(int piece) => (byte)(0x80 >> (piece % ByteBits));
}
