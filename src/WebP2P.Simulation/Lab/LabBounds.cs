using WebP2P.Protocols.Overlays;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Lab;

/// <summary>What the options of a run may be.</summary>
public static class LabBounds
{
    public const int NodesMax = Topology.NodesMax;

    /// <summary>Nodes of a run with one index server, which keeps everything.</summary>
    public const int IndexedNodesMax = 100_000;

    public const int TtlMax = 7;
    public const int Million = 1_000_000;
    public const int FilesMax = 100_000;
    public const int ZipfPerMilleMax = 3_000;
    public const int QueriesMax = 1_000_000;
    public const int HitsEnoughMax = 10_000;
    public const int RingStepMax = 6;
    public const int DelayMsMax = 60_000;
    public const long LinkBytesPerSecondMin = 1_000;
    public const long LinkBytesPerSecondMax = 1_000_000_000_000;
    public const int DialFailuresPerMilleMax = 1_000;

    /// <summary>A week.</summary>
    public const int ClockSkewMsMax = 7 * 86_400_000;

    public const int PartitionsMax = SimulationBounds.PartitionsMax;
    public const int ChurnShapePerMilleMin = 200;
    public const int ChurnShapePerMilleMax = 10_000;
    public const long ChurnScaleMsMin = 1_000;

    /// <summary>Thirty days.</summary>
    public const long VirtualMsMax = 30L * 86_400_000;

    /// <summary>Copies of files that a whole run may place.</summary>
    public const long CopiesMax = 10_000_000;

    internal static string? Problem(LabOptions options) =>
        Ranges(options).FirstOrDefault(range => !range.IsWithin).Text ?? Churn(options) ?? options.Partitions.All.Select(Problem).FirstOrDefault(problem => problem is not null) ?? Network(options);

    /// <summary>The topology of a file, or null where it is drawn or grown.</summary>
    internal static string? TryFile(LabOptions options, out TopologyChoice? choice, out Topology? file)
    {
        file = null;
        if (!TopologyChoice.TryParse(options.Topology, out choice, out var problem)) return problem;
        return choice!.Kind != TopologyKind.File || EdgeListFile.TryRead(choice.Path!, out file, out problem) ? null : problem;
    }

    private static IEnumerable<(bool IsWithin, string Text)> Ranges(LabOptions options)
    {
        yield return (options.Overlay is OverlayKind.Gnutella or OverlayKind.Napster, "The lab runs Gnutella and Napster.");
        yield return (options.Nodes is null or (>= 2 and <= NodesMax), $"The number of nodes is 2 to {NodesMax}.");
        yield return (options.Ttl is >= 1 and <= TtlMax, $"The TTL is 1 to {TtlMax}.");
        yield return (options.Strategy is null || Enum.IsDefined(options.Strategy.Value), "The strategy is flood, ring, walk or dynamic.");
        yield return Share(options.ReplicasPerMillion, "The share of nodes that have a file");
        yield return Share(options.FreeRidersPerMillion, "The share of free riders");
        yield return Share(options.LossPerMillion, "The share of lost messages");
        yield return Share(options.DuplicatedPerMillion, "The share of messages that arrive twice");
        yield return Share(options.ReorderedPerMillion, "The share of messages that are overtaken");
        yield return Share(options.FailPerMillion, "The share of dead nodes");
        yield return (options.Files is >= 1 and <= FilesMax, $"The number of different files is 1 to {FilesMax}.");
        yield return (options.ZipfPerMille is >= 0 and <= ZipfPerMilleMax, $"The exponent of Zipf's law is 0 to {ZipfPerMilleMax} thousandths.");
        yield return (options.Queries is >= 1 and <= QueriesMax, $"The number of queries is 1 to {QueriesMax}.");
        yield return (options.HitsEnough is >= 1 and <= HitsEnoughMax, $"The number of hits that are enough is 1 to {HitsEnoughMax}.");
        yield return (options.RingStep is >= 1 and <= RingStepMax, $"The step of a ring is 1 to {RingStepMax}.");
        yield return Range(options.DelayMinMs, options.DelayMaxMs, "A delay");
        yield return Range(options.JitterMinMs, options.JitterMaxMs, "Jitter");
        yield return Range(options.ReorderMinMs, options.ReorderMaxMs, "The time by which a message is late");
        yield return (options.LinkBytesPerSecond is 0 or (>= LinkBytesPerSecondMin and <= LinkBytesPerSecondMax),
            $"A link carries {LinkBytesPerSecondMin} to {LinkBytesPerSecondMax} bytes a second; 0 is no limit.");
        yield return (options.DialFailuresPerMille is >= 0 and <= DialFailuresPerMilleMax, "The share of dials that fail is 0 to 1.");
        yield return (options.ClockSkewMaxMs is >= 0 and <= ClockSkewMsMax, $"A clock is off by 0 to {ClockSkewMsMax} ms.");
        yield return (options.Partitions.All.Count <= PartitionsMax, $"There are at most {PartitionsMax} partitions.");
        yield return Share(options.CrashesPerMillion, "The share of sessions that end without a goodbye");
        yield return Share(options.MovesPerMillion, "The share of returns at another address");
        yield return (options.AwayMs is >= 0 and <= VirtualMsMax, $"The time away is 0 to {VirtualMsMax} ms.");
        yield return (options.VirtualMsMax is >= 1 and <= VirtualMsMax, $"The virtual time is 1 to {VirtualMsMax} ms.");
    }

    private static string? Problem(SimulatedPartition partition)
    {
        if (partition.SharePerMillion is < 0 or > Million) return "The share of nodes that are cut off is 0 to 1.";
        return partition.FromMs >= 0 && partition.UntilMs > partition.FromMs && partition.UntilMs <= VirtualMsMax
            ? null
            : $"A partition begins at 0 ms or later, and ends after that and by {VirtualMsMax} ms.";
    }

    private static (bool, string) Range(int leastMs, int mostMs, string what) =>
        (leastMs is >= 0 and <= DelayMsMax && mostMs >= leastMs && mostMs <= DelayMsMax, $"{what} is 0 to {DelayMsMax} ms, and the longest is not below the shortest.");

    private static (bool, string) Share(int perMillion, string what) => (perMillion is >= 0 and <= Million, $"{what} is 0 to 1.");

    private static string? Churn(LabOptions options)
    {
        if (options.ChurnShapePerMille == 0) return options.ChurnScaleMs == 0 ? null : "A time of sessions needs a shape.";
        if (options.ChurnShapePerMille is < ChurnShapePerMilleMin or > ChurnShapePerMilleMax)
            return $"The shape of session times is {ChurnShapePerMilleMin} to {ChurnShapePerMilleMax} thousandths.";
        return options.ChurnScaleMs is >= ChurnScaleMsMin and <= VirtualMsMax ? null : $"The time of sessions is {ChurnScaleMsMin} to {VirtualMsMax} ms.";
    }

    private static string? Network(LabOptions options)
    {
        if (TryFile(options, out var choice, out var file) is { } problem) return problem;
        if (file is null && options.Nodes is null) return "The number of nodes is missing; only a file of edges has its own.";
        if (file is not null && options.Nodes is { } asked && asked != file.Nodes) return $"The file of edges has {file.Nodes} nodes, not {asked}.";
        var nodes = file?.Nodes ?? options.Nodes!.Value;
        if (options.Overlay == OverlayKind.Napster && nodes > IndexedNodesMax) return $"One index server takes {IndexedNodesMax} nodes.";
        if (options.Origin is { } origin && (origin < 0 || origin >= nodes)) return $"The node that asks is 0 to {nodes - 1}.";
        if (LabFiles.CopiesOfEach(nodes, options.ReplicasPerMillion) * (long)options.Files > CopiesMax) return $"The copies of all files are more than {CopiesMax}.";
        return choice!.ProblemWith(nodes);
    }
}
