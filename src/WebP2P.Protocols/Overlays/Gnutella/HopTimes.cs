namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How long a query and its hits take for one hop there and back: measured by pongs and hits, assumed until then.</summary>
internal sealed class HopTimes
{
    /// <summary>While nothing was measured, and at most; ms (dynamic querying proposal of Gnutella).</summary>
    public const int HopMsMax = 2_400;

    /// <summary>For the holder's look into its files and its seal, ms.</summary>
    private const int AnswerMs = 250;

    private long hopMs = HopMsMax;
    private bool isMeasured;

    public long HopMs => hopMs;

    /// <summary>Rises at once, falls by an eighth: what is waited for is the slowest path, not the usual one.</summary>
    public void Measured(long elapsedMs, int hops)
    {
        var sample = Math.Clamp(elapsedMs / Math.Max(1, hops), 1, HopMsMax);
        hopMs = !isMeasured || sample > hopMs ? sample : hopMs - (hopMs - sample) / 8;
        isMeasured = true;
    }

    /// <summary>Until the hits of so many hops are here.</summary>
    public long WaitMs(int hops) => isMeasured ? Math.Min(HopMsMax, 2 * hopMs) * hops + AnswerMs : (long)HopMsMax * hops;
}
