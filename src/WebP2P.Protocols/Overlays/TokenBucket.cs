namespace WebP2P.Protocols.Overlays;

/// <summary>So many a second, and so many at once after a rest. Whole numbers only; the time is handed in.</summary>
public sealed class TokenBucket(int perSecond, int burst)
{
    private const long MilliTokens = 1000;

    /// <summary>Most that is owed.</summary>
    private const long OwedTokensMax = 1_000_000_000;

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

    /// <summary>Takes so many afterwards, when it is known what something cost; the bucket may owe.</summary>
    public void Charge(long nowMs, long tokens)
    {
        Fill(nowMs);
        milliTokens = Math.Max(milliTokens - Math.Clamp(tokens, 0, 2 * OwedTokensMax) * MilliTokens, -OwedTokensMax * MilliTokens);
    }

    /// <summary>How long until nothing is owed, in ms; 0 when nothing is.</summary>
    public long DebtMs(long nowMs)
    {
        Fill(nowMs);
        return milliTokens >= 0 ? 0 : (-milliTokens + perSecond - 1) / perSecond;
    }

    public bool IsFull(long nowMs)
    {
        Fill(nowMs);
        return milliTokens == fullMilliTokens;
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
