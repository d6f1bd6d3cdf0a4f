using System.Globalization;

namespace WebP2P.Simulation;

/// <summary>Which options a simulated network takes.</summary>
internal static class SimulationBounds
{
    /// <summary>Parts in a million.</summary>
    public const int Million = 1_000_000;

    /// <summary>Partitions that are planned or last at the same time.</summary>
    public const int PartitionsMax = 32;

    private const int NodesMost = 10_000_000;

    public static IReadOnlyList<string> ProblemsOf(SimulationOptions options)
    {
        List<string> problems = [];
        Check(problems, nameof(options.LossPerMillion), options.LossPerMillion, 0, Million);
        Check(problems, nameof(options.DuplicatedPerMillion), options.DuplicatedPerMillion, 0, Million);
        Check(problems, nameof(options.ReorderedPerMillion), options.ReorderedPerMillion, 0, Million);
        Check(problems, nameof(options.CrashesPerMillion), options.CrashesPerMillion, 0, Million);
        Check(problems, nameof(options.MovesPerMillion), options.MovesPerMillion, 0, Million);
        Check(problems, nameof(options.DialFailuresPerMille), options.DialFailuresPerMille, 0, 1_000);
        Check(problems, nameof(options.LinkBytesPerSecond), options.LinkBytesPerSecond, 0, long.MaxValue);
        Check(problems, nameof(options.ClockSkewMaxMs), options.ClockSkewMaxMs, 0, int.MaxValue / 2);
        Check(problems, nameof(options.PingIntervalMs), options.PingIntervalMs, 1, int.MaxValue);
        Check(problems, nameof(options.PingsMissedMax), options.PingsMissedMax, 1, 1_000);
        Check(problems, nameof(options.SessionScaleMs), options.SessionScaleMs, 1, 31_536_000_000);
        Check(problems, nameof(options.AbsenceMs), options.AbsenceMs, 0, 31_536_000_000);
        Check(problems, nameof(options.NodesMax), options.NodesMax, 1, NodesMost);
        Check(problems, nameof(options.EventsMax), options.EventsMax, 1, long.MaxValue);
        Check(problems, nameof(options.VirtualMsMax), options.VirtualMsMax, 1, long.MaxValue / 4_000);
        Check(problems, nameof(options.MemoryBytesMax), options.MemoryBytesMax, 1 << 20, long.MaxValue);
        if (options.SessionShapePerMille != 0) Check(problems, nameof(options.SessionShapePerMille), options.SessionShapePerMille, 100, 10_000);
        Check(problems, options.Partitions);
        return problems;
    }

    private static void Check(List<string> problems, IReadOnlyList<SimulatedPartition> partitions)
    {
        if (partitions.Count > PartitionsMax) problems.Add($"Partitions has {partitions.Count} entries; it takes at most {PartitionsMax}.");
        foreach (var partition in partitions)
        {
            Check(problems, nameof(partition.SharePerMillion), partition.SharePerMillion, 0, Million);
            if (partition.FromMs < 0 || partition.UntilMs <= partition.FromMs) problems.Add($"The partition from {partition.FromMs} ms until {partition.UntilMs} ms does not end after it began.");
        }
    }

    private static void Check(List<string> problems, string name, long value, long least, long most)
    {
        if (value >= least && value <= most) return;
        problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it takes {least} to {most}."));
    }
}
