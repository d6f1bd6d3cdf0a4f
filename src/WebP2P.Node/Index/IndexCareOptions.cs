namespace WebP2P.Node.Index;

/// <summary>How patient the index is, and how often it is looked at.</summary>
public sealed record IndexCareOptions
{
    /// <summary>How long a commit waits for another program's lock before it is refused; less than what its question may take. 0 to 15,000.</summary>
    public int LockedWaitMs { get; init; } = 12_000;

    /// <summary>Rest after the first write that failed; doubles with each further one. 1 to <see cref="RestMaxMs"/>.</summary>
    public int RestFirstMs { get; init; } = 1_000;

    /// <summary>Longest rest between two attempts. Up to 600,000.</summary>
    public int RestMaxMs { get; init; } = 30_000;

    /// <summary>How often the files are looked for. 100 to 600,000.</summary>
    public int LookEveryMs { get; init; } = 1_000;

    /// <summary>From the start to the first complete check, and from one to the next. 100 to 1,000,000,000.</summary>
    public int CheckFirstMs { get; init; } = 60_000;

    public int CheckEveryMs { get; init; } = 24 * 3_600_000;

    /// <summary>What seems damaged again sooner than this after it began anew is more likely a fault of this program than of the disk, and is left alone. 0 to 3,600,000.</summary>
    public int AnewApartMs { get; init; } = 10_000;
}
