namespace WebP2P.Simulation;

/// <summary>What a simulated network is like, what goes wrong in it, and how far a run may go. Times in ms of virtual time; rates out of so many as their names say.</summary>
public sealed record SimulationOptions
{
    /// <summary>The same seed and options give the same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How long a message takes over a link, one way.</summary>
    public DelayTable LinkDelay { get; init; } = DelayTable.Uniform(10, 60);

    /// <summary>Whether <see cref="LinkDelay"/> is drawn once for each link instead of for each message.</summary>
    public bool DelayIsOfLink { get; init; }

    /// <summary>What comes on top of the delay, for each message anew. Null: nothing.</summary>
    public DelayTable? Jitter { get; init; }

    /// <summary>Bytes that a link carries a second each way; 0: no limit. Messages wait for those before them.</summary>
    public long LinkBytesPerSecond { get; init; }

    /// <summary>Of a million messages, how many are lost. 0 to 1,000,000.</summary>
    public int LossPerMillion { get; init; }

    /// <summary>Of a million messages, how many arrive twice. 0 to 1,000,000.</summary>
    public int DuplicatedPerMillion { get; init; }

    /// <summary>Of a million messages, how many are late and are overtaken by those behind them. 0 to 1,000,000.</summary>
    public int ReorderedPerMillion { get; init; }

    /// <summary>How late they are.</summary>
    public DelayTable ReorderDelay { get; init; } = DelayTable.Uniform(50, 500);

    /// <summary>When which part of the nodes is cut off from the others.</summary>
    public IReadOnlyList<SimulatedPartition> Partitions { get; init; } = [];

    /// <summary>How long a dial takes until the link is up.</summary>
    public DelayTable DialDelay { get; init; } = DelayTable.Uniform(30, 180);

    /// <summary>How long a dial takes that nobody answers.</summary>
    public DelayTable DialFailureDelay { get; init; } = DelayTable.Uniform(50, 5_000);

    /// <summary>How long a question takes: a store, a key.</summary>
    public DelayTable AnswerDelay { get; init; } = DelayTable.Uniform(1, 10);

    /// <summary>Of 1,000 dials, how many fail although the node is there. 0 to 1,000.</summary>
    public int DialFailuresPerMille { get; init; }

    /// <summary>Time between two pings of a link.</summary>
    public int PingIntervalMs { get; init; } = 1_000;

    /// <summary>Pings missed until a link is taken for dead.</summary>
    public int PingsMissedMax { get; init; } = 3;

    /// <summary>How far a node's wall clock may be off, either way, ms.</summary>
    public int ClockSkewMaxMs { get; init; }

    /// <summary>Shape of Weibull's law for the time that a node stays, in thousandths; 1,000 is exponential. 100 to 10,000; 0: nodes stay.</summary>
    public int SessionShapePerMille { get; init; }

    /// <summary>Scale of these times, ms.</summary>
    public long SessionScaleMs { get; init; } = 3_600_000;

    /// <summary>Mean of the exponential time until a node that went comes back, ms; 0: it stays away.</summary>
    public long AbsenceMs { get; init; } = 600_000;

    /// <summary>Of a million sessions, how many end in a crash instead of a goodbye.</summary>
    public int CrashesPerMillion { get; init; } = 500_000;

    /// <summary>Of a million returns, how many are under a new address.</summary>
    public int MovesPerMillion { get; init; } = 200_000;

    /// <summary>A network is settled when nothing happens within this time: longer than any wait for a retry, shorter than housekeeping.</summary>
    public int QuietMs { get; init; } = 60_000;

    /// <summary>Wall clock at the start, Unix ms.</summary>
    public long WallStartUnixMs { get; init; } = 1_800_000_000_000;

    /// <summary>Whether <see cref="SimulatedNode.Notices"/> are kept; without, <see cref="SimulatedNetwork.Noticed"/> alone hears of them.</summary>
    public bool KeepsNotices { get; init; } = true;

    /// <summary>Whether <see cref="SimulationMetrics.Bytes"/> counts the frames; a limited link measures them anyway.</summary>
    public bool MeasuresBytes { get; init; }

    /// <summary>Whether a heap orders the events instead of the timing wheel: slower, the same run.</summary>
    public bool UsesHeap { get; init; }

    /// <summary>Nodes that may be added. 1 to 10,000,000.</summary>
    public int NodesMax { get; init; } = 1_000_000;

    /// <summary>Events that may happen.</summary>
    public long EventsMax { get; init; } = 1_000_000_000_000;

    /// <summary>Virtual time that may pass, ms: ten years.</summary>
    public long VirtualMsMax { get; init; } = 315_360_000_000;

    /// <summary>Memory that the run's process may keep, in bytes.</summary>
    public long MemoryBytesMax { get; init; } = 8L << 30;

    /// <summary>Why these options cannot be used, a sentence each; none when they can.</summary>
    public IReadOnlyList<string> Problems() => SimulationBounds.ProblemsOf(this);
}
