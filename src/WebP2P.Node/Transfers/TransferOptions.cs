namespace WebP2P.Node.Transfers;

/// <summary>Limits and times of transfers; the defaults are those of wire version 1.</summary>
public sealed record TransferOptions
{
    /// <summary>A request to which nothing arrives this long has stalled; 100 to 120,000.</summary>
    public int StallTimeoutMs { get; init; } = 20_000;

    /// <summary>A request slower than this ends, once it took longer than the stall timeout.</summary>
    public int SlowestBytesPerSecond { get; init; } = 16 * 1024;

    /// <summary>Verified bytes after which the file is synced and the bitmap is committed.</summary>
    public long CommitBytes { get; init; } = 16L << 20;

    /// <summary>The same, by time; 10 to 5,000.</summary>
    public int CommitMs { get; init; } = 1_000;

    /// <summary>A download with no source that answers waits, after it looked this long.</summary>
    public int SearchMs { get; init; } = 10_000;

    /// <summary>How often a download that the full disk paused looks for room.</summary>
    public int DiskRetryMs { get; init; } = 30_000;
}
