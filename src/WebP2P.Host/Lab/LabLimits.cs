using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>What runs of the lab may take of a node's machine.</summary>
public sealed record LabLimits
{
    /// <summary>Nodes of a run; more are for the command line.</summary>
    public const int NodesMax = 100_000;

    /// <summary>Runs at the same time.</summary>
    public int RunsAtOnce { get; init; } = 2;

    /// <summary>Runs that wait for their turn.</summary>
    public int WaitingMax { get; init; } = 20;

    /// <summary>Runs that are kept; the one that ended first goes first.</summary>
    public int KeptMax { get; init; } = 50;

    /// <summary>Hours that an ended run is kept.</summary>
    public int KeptHours { get; init; } = 24;

    /// <summary>Seconds of a run.</summary>
    public int SecondsMax { get; init; } = 600;

    /// <summary>Bytes of a run's heap.</summary>
    public long HeapBytesMax { get; init; } = 1L << 30;

    /// <summary>Bytes of memory that the process of a run may hold.</summary>
    public long MemoryBytesMax { get; init; } = 3L << 29;

    /// <summary>What a node does not run although the command line does; null when it may.</summary>
    internal static LabFault? Fault(LabOptions options)
    {
        if (LabText.IsFile(options.Topology)) return new LabFault(Row("--topology"), "It is random:DEGREE, powerlaw:M, smallworld:DEGREE:PERCENT or grown. Files of edges are for the command line: webp2p lab run.");
        return options.Nodes > NodesMax ? new LabFault(Row("--nodes"), "It is a number from 2 to 100000. Larger networks are for the command line: webp2p lab run.") : null;
    }

    private static LabOption Row(string name) => LabOption.All.First(option => option.Name == name);
}
