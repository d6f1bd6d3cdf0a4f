namespace WebP2P.Simulation;

/// <summary>What a simulated network is like. Times in ms of virtual time.</summary>
public sealed record SimulationOptions
{
    /// <summary>The same seed and options give the same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How long a message takes over a link, one way.</summary>
    public DelayTable LinkDelay { get; init; } = DelayTable.Uniform(10, 60);

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

    /// <summary>A network is settled when nothing happens within this time: longer than any wait for a retry, shorter than housekeeping.</summary>
    public int QuietMs { get; init; } = 60_000;

    /// <summary>Wall clock at the start, Unix ms.</summary>
    public long WallStartUnixMs { get; init; } = 1_800_000_000_000;
}
