namespace WebP2P.Node.Transfers;

/// <summary>Limits and times of transfers; the defaults are those of wire version 1.</summary>
public sealed record TransferOptions
{
    /// <summary>A request to which nothing arrives this long has stalled: the source is left and tried again later; 100 to 120,000.</summary>
    public int StallTimeoutMs { get; init; } = 30_000;

    /// <summary>A request slower than this ends, once it took longer than the stall timeout: low, so that a slow line that shares its upload among many still gives whole pieces.</summary>
    public int SlowestBytesPerSecond { get; init; } = 1_024;

    /// <summary>Verified bytes after which the file is synced and the bitmap is committed.</summary>
    public long CommitBytes { get; init; } = 16L << 20;

    /// <summary>The same, by time; 10 to 5,000.</summary>
    public int CommitMs { get; init; } = 1_000;

    /// <summary>A download with no source that answers waits, after it looked this long.</summary>
    public int SearchMs { get; init; } = 10_000;

    /// <summary>How often a download that the disk paused looks whether it can go on; 10 to 60,000. What fails again and again is tried less often.</summary>
    public int DiskRetryMs { get; init; } = 5_000;

    /// <summary>The longest pause between two tries of a download that the disk paused.</summary>
    public int DiskRetryMaxMs { get; init; } = 300_000;

    /// <summary>Free room that downloads leave on a disk, for databases and for everybody else; of a small disk 2 %.</summary>
    public long KeptFreeBytes { get; init; } = 64L << 20;

    /// <summary>A write or sync that takes longer is told as the reason why nothing moves.</summary>
    public int SlowDiskMs { get; init; } = 5_000;

    /// <summary>Longest wait before a source that could not be reached is tried again; doubles with each failure in a row, and the wait is drawn from it.</summary>
    public int RestFirstMs { get; init; } = 4_000;

    /// <summary>Where the doubling ends.</summary>
    public int RestMaxMs { get; init; } = 300_000;

    /// <summary>A source that is said to be there is tried again at once, but not sooner than this after the last attempt.</summary>
    public int HeardRestMs { get; init; } = 2_000;

    /// <summary>Downloads that wait are asked for this often, all together by one query; 1,000 to 3,600,000.</summary>
    public int AskAgainMs { get; init; } = 60_000;

    /// <summary>Downloads that wait in the queues of their sources at the same time; they take no place of those that run; 1 to 10,000.</summary>
    public int InLineMax { get; init; } = 100;

    /// <summary>When so many wait there, one steps aside for another after this long.</summary>
    public int InLineMs { get; init; } = 60_000;

    /// <summary>Contents watched at the same time, which is what an index keeps for one node; the rest is asked for in turn; 1 to 10,000.</summary>
    public int WatchesMax { get; init; } = 10_000;
}
