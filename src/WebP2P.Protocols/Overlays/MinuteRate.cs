namespace WebP2P.Protocols.Overlays;

/// <summary>How often something happened in each of the last sixty seconds: a ring of one-second buckets. The time is handed in.</summary>
public sealed class MinuteRate
{
    /// <summary>Buckets, one a second; the last is the second that is still running.</summary>
    public const int Seconds = 60;

    private readonly long[] counts = new long[Seconds];
    private long newest;

    /// <summary>A time that runs backwards counts in the newest second.</summary>
    public void Add(long nowMs, long times = 1)
    {
        MoveTo(nowMs);
        counts[newest % Seconds] += times;
    }

    /// <summary>In the last minute.</summary>
    public long Total(long nowMs)
    {
        MoveTo(nowMs);
        return counts.Sum();
    }

    /// <summary>The mean of the last whole seconds, at most 59 of them.</summary>
    public long PerSecond(long nowMs, int seconds) => Samples(nowMs).SkipLast(1).TakeLast(seconds).Sum() / seconds;

    /// <summary>Sixty counts, oldest first.</summary>
    public IReadOnlyList<long> Samples(long nowMs)
    {
        MoveTo(nowMs);
        return [.. Enumerable.Range(1, Seconds).Select(age => counts[(newest + age) % Seconds])];
    }

    private void MoveTo(long nowMs)
    {
        var second = Math.Max(newest, nowMs / 1000);
        if (second - newest >= Seconds) Array.Clear(counts);
        else
            for (var passed = newest + 1; passed <= second; passed++) counts[passed % Seconds] = 0;
        newest = second;
    }
}
