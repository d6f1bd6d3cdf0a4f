namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>So many a second and so many at once after a rest, in eight bytes: the time at which the next one would be due if all came evenly (generic cell rate).</summary>
internal struct Allowance
{
    private const long MicrosecondsPerMs = 1_000;
    private const int MicrosecondsPerSecond = 1_000_000;

    private long dueMicroseconds;

    /// <summary>Takes one; false when there is none left.</summary>
    public bool TryTake(long nowMs, int perSecond, int burst)
    {
        var now = nowMs * MicrosecondsPerMs;
        var step = MicrosecondsPerSecond / perSecond;
        var due = Math.Max(dueMicroseconds, now);
        if (due - now > (long)step * (burst - 1)) return false;
        dueMicroseconds = due + step;
        return true;
    }
}
