using System.Numerics;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>A set of pieces in which the next member after a place is found quickly, however many pieces there are.</summary>
internal sealed class PieceSet(int count)
{
    private const int WordBits = 64;

    private readonly ulong[] words = new ulong[(count + WordBits - 1) / WordBits];

    /// <summary>One bit for each word that is not empty.</summary>
    private readonly ulong[] filled = new ulong[(count + WordBits * WordBits - 1) / (WordBits * WordBits)];

    /// <summary>Members.</summary>
    public int Count { get; private set; }

    public bool Contains(int piece) => (words[piece / WordBits] & Mask(piece)) != 0;

    public void Add(int piece)
    {
        if (Contains(piece)) return;
        var word = piece / WordBits;
        words[word] |= Mask(piece);
        filled[word / WordBits] |= Mask(word);
        Count++;
    }

    public void Remove(int piece)
    {
        if (!Contains(piece)) return;
        var word = piece / WordBits;
        words[word] &= ~Mask(piece);
        if (words[word] == 0) filled[word / WordBits] &= ~Mask(word);
        Count--;
    }

    /// <summary>The first member at or after <paramref name="from"/>; -1 when there is none.</summary>
    /// <param name="among">Only pieces that are set here; null: all.</param>
    public int Next(int from, Bitfield? among)
    {
        if (Count == 0 || from >= words.Length * WordBits) return -1;
        var word = from / WordBits;
        var bits = Bits(word, among) & (ulong.MaxValue >> (from % WordBits));
        while (bits == 0)
        {
            word = NextFilled(word + 1);
            if (word < 0) return -1;
            bits = Bits(word, among);
        }
        return word * WordBits + BitOperations.LeadingZeroCount(bits);
    }

    private ulong Bits(int word, Bitfield? among) => words[word] == 0 || among is null ? words[word] : words[word] & among.Word(word);

    private int NextFilled(int from)
    {
        if (from >= words.Length) return -1;
        var place = from / WordBits;
        var bits = filled[place] & (ulong.MaxValue >> (from % WordBits));
        while (bits == 0)
        {
            if (++place >= filled.Length) return -1;
            bits = filled[place];
        }
        return place * WordBits + BitOperations.LeadingZeroCount(bits);
    }

    private static ulong Mask(int bit) => 1UL << (WordBits - 1 - bit % WordBits);
}
