namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What follows from what a neighbour sent beyond its share.</summary>
internal enum MannersVerdict { Fair, Slowed, Leave }

/// <summary>
/// How a neighbour stands that sent more than its share: first that is dropped, then it is slowed, and when it goes on like that it is left.
/// Made at the first message too many, so that polite neighbours cost nothing.
/// </summary>
internal sealed class Manners
{
    /// <summary>What is beyond the share is counted over so long, ms.</summary>
    public const int WindowMs = 10_000;

    /// <summary>So long after the last window with too much it is taken for fair again, ms.</summary>
    public const int ForgivenMs = 30_000;

    /// <summary>A slowed neighbour has at least so long to come to its senses, ms.</summary>
    public const int SlowedMsMin = 5_000;

    /// <summary>Bursts beyond the share in one window for which a slowed neighbour is left.</summary>
    public const int BurstsToLeave = 5;

    private long windowMs = long.MinValue;
    private long slowedMs;
    private long lastMs;
    private bool isSlowed;
    private int excess;

    public bool IsSlowed(long nowMs) => isSlowed && nowMs - lastMs < ForgivenMs;

    /// <summary>One message more than its share.</summary>
    public MannersVerdict Exceeded(long nowMs, int burst)
    {
        if (windowMs == long.MinValue || nowMs - windowMs >= WindowMs) (windowMs, excess) = (nowMs, 0);
        isSlowed = IsSlowed(nowMs);
        excess++;
        if (excess < burst) return isSlowed ? MannersVerdict.Slowed : MannersVerdict.Fair;
        if (!isSlowed) (isSlowed, slowedMs, windowMs, excess) = (true, nowMs, nowMs, 0);
        lastMs = nowMs;
        return excess >= BurstsToLeave * burst && nowMs - slowedMs >= SlowedMsMin ? MannersVerdict.Leave : MannersVerdict.Slowed;
    }
}
