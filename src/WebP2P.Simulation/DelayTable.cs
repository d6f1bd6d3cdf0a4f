using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A distribution of delays as whole numbers: each entry is as likely as any other.</summary>
public sealed class DelayTable(IReadOnlyList<int> delaysMs)
{
    private readonly int[] entriesMs = delaysMs.Count > 0 && delaysMs.All(delay => delay >= 0)
        ? [.. delaysMs]
        : throw new ArgumentException("Delays are zero or more, and at least one.", nameof(delaysMs));

    /// <summary>Every whole number from least to most, both included.</summary>
    public static DelayTable Uniform(int leastMs, int mostMs) => new([.. Enumerable.Range(leastMs, mostMs - leastMs + 1)]);

    /// <summary>Always the same.</summary>
    public static DelayTable Fixed(int delayMs) => new([delayMs]);

    /// <summary>A single entry needs no dice.</summary>
    public int DrawMs(Dice dice) => entriesMs.Length == 1 ? entriesMs[0] : entriesMs[dice.Below(entriesMs.Length)];

    /// <summary>The entry that belongs to 64 uniform bits.</summary>
    internal int At(ulong bits) => entriesMs[(int)Math.BigMul(bits, (ulong)entriesMs.Length, out _)];
}
