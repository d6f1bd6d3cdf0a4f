namespace WebP2P.Protocols.Overlays;

/// <summary>So many a second, and so many at once after a rest. Whole numbers only; the time is handed in.</summary>
public sealed class TokenBucket(int perSecond, int burst)
{
    private const long MilliTokens = 1000;

    private readonly long fullMilliTokens = burst * MilliTokens;
    private long milliTokens = burst * MilliTokens;
    private long filledMs = long.MinValue;

    /// <summary>Takes one token; false when there is none. A time that runs backwards fills nothing.</summary>
    public bool TryTake(long nowMs)
    {
        Fill(nowMs);
        if (milliTokens < MilliTokens) return false;
        milliTokens -= MilliTokens;
        return true;
    }

    private void Fill(long nowMs)
    {
        if (filledMs != long.MinValue && nowMs > filledMs)
        {
            var missing = fullMilliTokens - milliTokens;
            var elapsedMs = Math.Min(nowMs - filledMs, missing / perSecond + 1);
            milliTokens = Math.Min(fullMilliTokens, milliTokens + elapsedMs * perSecond);
        }
        filledMs = Math.Max(filledMs, nowMs);
    }
}
