using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Lab;

/// <summary>Draws times after Weibull's law: scale times (-ln u) to the power of 1/shape; with shape 1 it is exponential.</summary>
internal sealed class WeibullSampler(int shapePerMille, long scaleMs)
{
    /// <summary>The longest time, in scales: rarer ones than one of 10^19 draws do not come, and a small shape stays within bounds.</summary>
    private const long ScalesMax = 1_000;

    public long DrawMs(Dice dice)
    {
        // -log2(u) with u = drawn / 2^64.
        var bits = 64 * FixedPoint.One - FixedPoint.Log2(dice.NextUInt64() | 1);
        var exponential = Math.Max(1, FixedPoint.Multiply(bits, FixedPoint.Ln2));
        var power = (FixedPoint.Log2((ulong)exponential) - FixedPoint.Bits * FixedPoint.One) * 1_000 / shapePerMille;
        var scales = Math.Min(FixedPoint.Exp2(Math.Min(power, 20 * FixedPoint.One)), ScalesMax * FixedPoint.One);
        return Math.Max(1, (long)(((Int128)scaleMs * scales) >> FixedPoint.Bits));
    }
}
