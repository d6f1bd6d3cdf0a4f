namespace WebP2P.Protocols.Overlays;

/// <summary>The only source of chance for a machine. On a node it draws from the system, in the simulator from a seed.</summary>
public abstract class Dice
{
    /// <summary>64 uniform bits.</summary>
    public abstract ulong NextUInt64();

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire's multiplication, rejecting the short interval).</summary>
    public ulong Below(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var product = Math.BigMul(NextUInt64(), bound, out var low);
        if (low >= bound) return product;
        // The threshold is below the bound, so that its division is hardly ever needed.
        var threshold = (0 - bound) % bound;
        while (low < threshold) product = Math.BigMul(NextUInt64(), bound, out low);
        return product;
    }

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)Below((ulong)bound);
}
