using System.Numerics;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A routing table in the making: each word is read once, whatever size the table gets. Few words are kept as hashes, so that a small share costs little.</summary>
internal sealed class RouteTableDraft
{
    private const int HashesMax = 4_096;
    private const int WordBits = 64;
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    private readonly List<uint> hashes = [];
    private ulong[]? marks;

    public void Add(string word)
    {
        var hash = WordHash.Of(word);
        if (marks is not null)
        {
            RouteTable.Mark(marks, WordHash.Slot(hash, RouteTable.BitsMax));
            return;
        }
        hashes.Add(hash);
        if (hashes.Count == HashesMax) marks = MarksOfHashes(RouteTable.BitsMax);
    }

    /// <summary>The smallest table of so many bits and more that is not too full; null when none is.</summary>
    public RouteTable? Fitting(int bits, int fillPerMilleMax)
    {
        var halves = new Stack<ulong[]>();
        if (marks is not null)
        {
            halves.Push(marks);
            while (halves.Count <= RouteTable.BitsMax - bits) halves.Push(Halved(halves.Peek()));
        }
        for (var size = bits; size <= RouteTable.BitsMax; size++)
        {
            var slots = marks is null ? MarksOfHashes(size) : halves.Pop();
            if (slots.Sum(word => (long)BitOperations.PopCount(word)) * 1_000 >> size <= fillPerMilleMax) return RouteTable.OfMarks(size, slots);
        }
        return null;
    }

    private ulong[] MarksOfHashes(int size)
    {
        var slots = new ulong[(1 << size) / WordBits];
        foreach (var hash in hashes) RouteTable.Mark(slots, WordHash.Slot(hash, size));
        return slots;
    }

    /// <summary>A slot of a table half as large is the two slots whose numbers begin alike.</summary>
    private static ulong[] Halved(ulong[] slots)
    {
        var half = new ulong[slots.Length / 2];
        for (var word = 0; word < half.Length; word++) half[word] = Paired(slots[2 * word]) | (Paired(slots[2 * word + 1]) << (WordBits / 2));
        return half;
    }

    /// <summary>Each two neighbouring bits become one, in the lower half.</summary>
    private static ulong Paired(ulong bits)
    {
        bits = (bits | (bits >> 1)) & EvenBits;
        bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333;
        bits = (bits | (bits >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
        bits = (bits | (bits >> 4)) & 0x00FF_00FF_00FF_00FF;
        bits = (bits | (bits >> 8)) & 0x0000_FFFF_0000_FFFF;
        return (bits | (bits >> 16)) & 0x0000_0000_FFFF_FFFF;
    }
}
