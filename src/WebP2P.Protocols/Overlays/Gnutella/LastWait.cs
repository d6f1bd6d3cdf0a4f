namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A search that asks nothing more waits for hits: it is done when measured round trips say that they should be here and none came for a while, or when its time is up.</summary>
internal sealed class LastWait(OpenSearch search, long deadlineMs, int quietMs)
{
    /// <summary>How soon it is looked again whether hits that came are opened, ms.</summary>
    private const int OpeningMs = 100;

    /// <summary>The owner was told that only late hits can come.</summary>
    public bool IsTold { get; set; }

    public bool IsLate(long nowMs) => nowMs >= Math.Min(deadlineMs, LateMs);

    public bool IsOver(long nowMs) => nowMs >= deadlineMs || (search.Openings == 0 && nowMs >= EndMs);

    /// <summary>Until something may have changed.</summary>
    public long PauseMs(long nowMs)
    {
        var next = IsTold ? EndMs : Math.Min(EndMs, LateMs);
        if (search.Openings > 0) next = Math.Max(next, nowMs + OpeningMs);
        return Math.Max(1, Math.Min(next, deadlineMs) - nowMs);
    }

    private long EndMs => Math.Max(search.AskedMs + Math.Max(quietMs, search.WaitMs(search.Ttl)), search.HeardMs + quietMs);

    /// <summary>What is waited for is twice what was measured.</summary>
    private long LateMs => search.AskedMs + search.WaitMs(search.Ttl) / 2;
}
