namespace WebP2P.Simulation.Transfers;

/// <summary>What sets of sources are drawn; shares in per mille.</summary>
public sealed record SourceDraw
{
    /// <summary>1 to 16.</summary>
    public int SourcesMax { get; init; } = 10;

    /// <summary>The size is 2 to the power of something between these two.</summary>
    public int SizeBitsMin { get; init; } = 27;

    /// <summary>At most 40.</summary>
    public int SizeBitsMax { get; init; } = 31;

    public int DiePerMille { get; init; } = 200;

    public int LatePerMille { get; init; } = 200;

    public int LiePerMille { get; init; } = 50;

    /// <summary>Bytes a second of the slowest; the fastest gives a hundred times that.</summary>
    public long SlowestBytesPerSecond { get; init; } = 20_000;

    /// <summary>10^(k/16) in thousandths: steps of equal ratio over one decade.</summary>
    private static readonly int[] Decade = [1000, 1155, 1334, 1540, 1778, 2054, 2371, 2738, 3162, 3652, 4217, 4870, 5623, 6494, 7499, 8660];

    public (long SizeBytes, IReadOnlyList<SourceScript> Sources) Draw(ulong seed)
    {
        var dice = new SeededDice(seed);
        var bits = SizeBitsMin + dice.Below(SizeBitsMax - SizeBitsMin);
        var sizeBytes = (1L << bits) + dice.Below(1 << Math.Min(bits, 30));
        var count = 1 + dice.Below(SourcesMax);
        List<SourceScript> drawn = [.. Enumerable.Range(0, count).Select(_ => new SourceScript(Rate(dice), 5 + dice.Below(196)))];
        var usualMs = (int)Math.Min(int.MaxValue / 2, sizeBytes * 1_000 / drawn.Sum(source => source.BytesPerSecond));
        // One stays, so that the download has an end.
        for (var number = 1; number < count; number++) drawn[number] = Fate(drawn[number], usualMs, dice);
        return (sizeBytes, drawn);
    }

    private SourceScript Fate(SourceScript source, int usualMs, SeededDice dice)
    {
        if (dice.Below(1_000) < LatePerMille) source = source with { JoinsAtMs = dice.Below(usualMs) };
        if (dice.Below(1_000) < DiePerMille) source = source with { DiesAtMs = source.JoinsAtMs + dice.Below(usualMs), DiesSilently = dice.Below(2) == 0 };
        return dice.Below(1_000) < LiePerMille ? source with { LiesPerMille = 1_000 } : source;
    }

    private long Rate(SeededDice dice) => SlowestBytesPerSecond * (dice.Below(2) == 0 ? 1 : 10) * Decade[dice.Below(Decade.Length)] / 1_000;
}
