namespace WebP2P.Node.Links;

internal enum PulseStep { Wait, Ping, Dead }

/// <summary>Pings of one connection, as a table that is handed the time: when to send, when it is dead, how long an answer takes.</summary>
internal sealed class LinkPulse(int intervalMs, int missedMax)
{
    private long? lastSentMs;
    private const int DoubtedIntervalMs = 300;

    private int unanswered;
    private volatile bool isDoubted;

    /// <summary>Of the last answered ping; null before the first.</summary>
    public long? RttMs { get; private set; }

    /// <summary>What is to be done now; a ping that is due counts as sent.</summary>
    public PulseStep Step(long nowMs)
    {
        if (lastSentMs is { } last && nowMs - last < (isDoubted ? Math.Min(intervalMs, DoubtedIntervalMs) : intervalMs)) return PulseStep.Wait;
        if (unanswered >= missedMax) return PulseStep.Dead;
        lastSentMs = nowMs;
        unanswered++;
        return PulseStep.Ping;
    }

    public void Answered(long sentMs, long nowMs)
    {
        Heard();
        if (sentMs == lastSentMs) RttMs = nowMs - sentMs;
    }

    /// <summary>Whatever comes in is a sign of life.</summary>
    public void Heard() => (unanswered, isDoubted) = (0, false);

    public bool IsDoubted => isDoubted;

    /// <summary>There is reason to think that it is dead: it is asked more often until something comes.</summary>
    public void Doubt() => isDoubted = true;
}
