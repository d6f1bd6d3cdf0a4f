using System.Numerics;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// Which words a node may have: one slot for each value that a word's hash can take. Immutable. While few slots are set they are
/// listed, so that a small share costs bytes and not kilobytes; an empty table is shared by all.
/// </summary>
internal sealed class RouteTable
{
    /// <summary>log2 of the slots of the smallest table.</summary>
    public const int BitsMin = 10;

    /// <summary>log2 of the slots of the largest table.</summary>
    public const int BitsMax = 20;

    /// <summary>A list of slots takes less memory than a bit for every slot while one in so many is set.</summary>
    private const int SlotsPerListed = 32;

    private const int WordBits = 64;

    private static readonly RouteTable[] EmptyTables = [.. Enumerable.Range(0, BitsMax + 1).Select(bits => new RouteTable(bits, [], null, 0))];

    private readonly int[]? listed;
    private readonly ulong[]? words;

    private RouteTable(int bits, int[]? listed, ulong[]? words, int count) => (Bits, this.listed, this.words, Count) = (bits, listed, words, count);

    /// <summary>log2 of the slots.</summary>
    public int Bits { get; }

    /// <summary>Slots that are set.</summary>
    public int Count { get; }

    /// <summary>Set slots of 1,000.</summary>
    public int FillPerMille => (int)(Count * 1_000L >> Bits);

    /// <summary>Bytes that the slots take.</summary>
    public int MemoryBytes => (listed?.Length * sizeof(int)) ?? (words!.Length * sizeof(ulong));

    public static RouteTable Empty(int bits) => EmptyTables[bits];

    public static RouteTable OfWords(int bits, IEnumerable<string> words)
    {
        var marks = new ulong[(1 << bits) / WordBits];
        foreach (var word in words) Mark(marks, WordHash.Slot(WordHash.Of(word), bits));
        return OfMarks(bits, marks);
    }

    /// <summary>Every slot set: the table of a node whose words do not fit into any.</summary>
    public static RouteTable Full(int bits)
    {
        var marks = new ulong[(1 << bits) / WordBits];
        Array.Fill(marks, ulong.MaxValue);
        return OfMarks(bits, marks);
    }

    public bool Has(uint hash)
    {
        var slot = WordHash.Slot(hash, Bits);
        return words is null ? Array.BinarySearch(listed!, slot) >= 0 : (words[slot / WordBits] >> (slot % WordBits) & 1) != 0;
    }

    /// <summary>Whether a file with all these words may be there. True for no words: nothing can be checked.</summary>
    public bool HasAll(IReadOnlyList<uint> hashes)
    {
        for (var number = 0; number < hashes.Count; number++)
            if (!Has(hashes[number])) return false;
        return true;
    }

    /// <summary>The words of both; the tables have the same size.</summary>
    public RouteTable Merge(RouteTable other)
    {
        if (other.Bits != Bits) throw new ArgumentException("tables of different size", nameof(other));
        if (Count == 0 || other.Count == 0) return Count == 0 ? other : this;
        var marks = Marks();
        foreach (var slot in other.Slots()) Mark(marks, slot);
        return OfMarks(Bits, marks);
    }

    /// <summary>The slots that are set, in rising order.</summary>
    public IEnumerable<int> Slots()
    {
        if (listed is not null) return listed;
        return Enumerable.Range(0, words!.Length).SelectMany(SlotsOfWord);
    }

    /// <summary>This table with the slots of the runs turned over.</summary>
    /// <param name="turned">Rising slots.</param>
    internal RouteTable Turn(List<int> turned)
    {
        if (turned.Count == 0) return this;
        if (listed is not null && (Count + turned.Count) * SlotsPerListed <= 1 << Bits) return OfListed(Bits, [.. SlotRuns.Differing(listed, turned)]);
        var marks = Marks();
        foreach (var slot in turned) marks[slot / WordBits] ^= 1UL << (slot % WordBits);
        return OfMarks(Bits, marks);
    }

    private static RouteTable OfListed(int bits, int[] slots) => slots.Length == 0 ? Empty(bits) : new RouteTable(bits, slots, null, slots.Length);

    internal static RouteTable OfMarks(int bits, ulong[] marks)
    {
        var count = 0;
        foreach (var word in marks) count += BitOperations.PopCount(word);
        var table = new RouteTable(bits, null, marks, count);
        return count * SlotsPerListed <= 1 << bits ? OfListed(bits, [.. table.Slots()]) : table;
    }

    internal static void Mark(ulong[] marks, int slot) => marks[slot / WordBits] |= 1UL << (slot % WordBits);

    private ulong[] Marks()
    {
        if (words is not null) return [.. words];
        var marks = new ulong[(1 << Bits) / WordBits];
        foreach (var slot in listed!) Mark(marks, slot);
        return marks;
    }

    private IEnumerable<int> SlotsOfWord(int number)
    {
        for (var rest = words![number]; rest != 0; rest &= rest - 1) yield return number * WordBits + BitOperations.TrailingZeroCount(rest);
    }
}
