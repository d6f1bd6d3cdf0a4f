namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Bytes a second, held over time: whoever has taken more than there was makes the next wait. Whole numbers only; the time is handed in.
/// </summary>
public sealed class RateBucket
{
    /// <summary>What a rest may be made up for at once; more would show as a peak, less would lose what a late timer missed.</summary>
    public const int BurstMs = 200;

    /// <summary>What is taken at once lasts about this long.</summary>
    private const int PortionMs = 20;

    private const int PortionBytesMin = 1_024;

    private const long MilliBytes = 1_000;

    private long milliBytes;
    private long filledMs;

    /// <summary>0: no limit.</summary>
    public long BytesPerSecond { get; private set; }

    /// <summary>How much may be taken at once, so that nobody after it waits long.</summary>
    public long PortionBytes => BytesPerSecond == 0 ? long.MaxValue : Math.Max(PortionBytesMin, BytesPerSecond * PortionMs / 1_000);

    /// <summary>Counts from now on; what was saved or owed at the old rate is forgotten.</summary>
    public void Set(long bytesPerSecond, long nowMs)
    {
        (BytesPerSecond, milliBytes) = (bytesPerSecond, 0);
        filledMs = Math.Max(filledMs, nowMs);
    }

    /// <summary>How long until something may be taken, in ms; 0 when it may.</summary>
    public long WaitMs(long nowMs)
    {
        if (BytesPerSecond == 0) return 0;
        Fill(nowMs);
        return milliBytes > 0 ? 0 : -milliBytes / BytesPerSecond + 1;
    }

    /// <summary>May owe afterwards.</summary>
    public void Take(long bytes)
    {
        if (BytesPerSecond > 0) milliBytes -= bytes * MilliBytes;
    }

    private void Fill(long nowMs)
    {
        if (nowMs <= filledMs) return;
        var fullMilliBytes = BytesPerSecond * BurstMs;
        var elapsedMs = Math.Min(nowMs - filledMs, (fullMilliBytes - milliBytes) / BytesPerSecond + 1);
        milliBytes = Math.Min(fullMilliBytes, milliBytes + elapsedMs * BytesPerSecond);
        filledMs = nowMs;
    }
}
