namespace WebP2P.Protocols.Overlays;

/// <summary>Waits between attempts, longer after each failure up to a limit, and drawn, so that many who failed at once do not return at once.</summary>
public sealed class GrowingPause(long firstMs, long longestMs)
{
    private const int DoublingsMax = 20;

    private int failures;

    /// <summary>Longest wait before the next attempt.</summary>
    public long CeilingMs => Math.Min(longestMs, firstMs << Math.Min(failures, DoublingsMax));

    /// <summary>Half of the ceiling is always waited, the other half is drawn.</summary>
    public long NextMs(Dice dice)
    {
        var ceilingMs = NextMs();
        return ceilingMs - (long)dice.Below((ulong)(ceilingMs / 2) + 1);
    }

    /// <summary>The whole ceiling, for one who is alone.</summary>
    public long NextMs()
    {
        var ceilingMs = CeilingMs;
        failures++;
        return ceilingMs;
    }

    /// <summary>The attempt went well.</summary>
    public void Reset() => failures = 0;
}
