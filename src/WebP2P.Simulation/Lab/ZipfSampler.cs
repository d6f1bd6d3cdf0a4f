using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Lab;

/// <summary>Draws ranks from 0 after Zipf's law: the weight of rank r is (r + 1) to the power of minus the exponent.</summary>
internal sealed class ZipfSampler
{
    private readonly long[] sums;

    public ZipfSampler(int ranks, int exponentPerMille)
    {
        sums = new long[ranks];
        var sum = 0L;
        for (var rank = 0; rank < ranks; rank++)
        {
            var power = FixedPoint.Log2((ulong)rank + 1) * exponentPerMille / 1_000;
            sums[rank] = sum += Math.Max(1, FixedPoint.Exp2(-power));
        }
    }

    public int Draw(Dice dice)
    {
        var drawn = (long)dice.Below((ulong)sums[^1]);
        var index = Array.BinarySearch(sums, drawn);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <summary>What of a total falls to a rank, rounded; of a total that is not 0 at least one.</summary>
    public int Share(int rank, long total)
    {
        if (total == 0) return 0;
        var weight = sums[rank] - (rank == 0 ? 0 : sums[rank - 1]);
        return (int)Int128.Max(1, ((Int128)total * weight + sums[^1] / 2) / sums[^1]);
    }
}
