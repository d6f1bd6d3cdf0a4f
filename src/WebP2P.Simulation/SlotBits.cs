using System.Numerics;

namespace WebP2P.Simulation;

/// <summary>Which of 4,096 buckets hold something; finds the next one in a few steps.</summary>
internal sealed class SlotBits
{
    public const int Slots = 4_096;
    private const int WordBits = 64;

    private readonly ulong[] words = new ulong[Slots / WordBits];
    private ulong filledWords;

    public void Set(int slot)
    {
        words[slot / WordBits] |= 1UL << slot;
        filledWords |= 1UL << (slot / WordBits);
    }

    public void Clear(int slot)
    {
        ref var word = ref words[slot / WordBits];
        word &= ~(1UL << slot);
        if (word == 0) filledWords &= ~(1UL << (slot / WordBits));
    }

    /// <summary>The first one; -1 when all are empty.</summary>
    public int First()
    {
        if (filledWords == 0) return -1;
        var index = BitOperations.TrailingZeroCount(filledWords);
        return index * WordBits + BitOperations.TrailingZeroCount(words[index]);
    }

    /// <summary>The first one from here on; -1 when there is none.</summary>
    public int FirstFrom(int slot)
    {
        if (slot >= Slots) return -1;
        var index = slot / WordBits;
        var rest = words[index] & (ulong.MaxValue << slot);
        if (rest != 0) return index * WordBits + BitOperations.TrailingZeroCount(rest);
        var later = index == WordBits - 1 ? 0 : filledWords & (ulong.MaxValue << (index + 1));
        if (later == 0) return -1;
        index = BitOperations.TrailingZeroCount(later);
        return index * WordBits + BitOperations.TrailingZeroCount(words[index]);
    }
}
