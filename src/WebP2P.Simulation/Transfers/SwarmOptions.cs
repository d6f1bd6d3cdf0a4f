namespace WebP2P.Simulation.Transfers;

/// <summary>One node that has a content, and many that copy it at the same time. Rates in bytes a second.</summary>
public sealed record SwarmOptions
{
    public ulong Seed { get; init; } = 1;

    /// <summary>At most 199: a download knows of 200 sources.</summary>
    public int Leechers { get; init; } = 200;

    public long SizeBytes { get; init; } = 512L << 20;

    /// <summary>What the node that has it gives.</summary>
    public long SeedBytesPerSecond { get; init; } = 2_000_000;

    /// <summary>What each of the others gives.</summary>
    public long LeecherBytesPerSecond { get; init; } = 50_000_000;

    public int RoundTripMs { get; init; } = 2;

    /// <summary>Peers that copy from the one who has it at the same time.</summary>
    public int SeedSlots { get; init; } = 2;

    /// <summary>Peers that copy from each of the others at the same time.</summary>
    public int Slots { get; init; } = 16;

    /// <summary>Between two messages about new pieces to one peer.</summary>
    public int NewsMs { get; init; } = 500;
}
