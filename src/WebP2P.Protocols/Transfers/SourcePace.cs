namespace WebP2P.Protocols.Transfers;

/// <summary>How fast a source gives, learned from what arrives: bytes a second while it gives, and how long a first byte takes.</summary>
public sealed class SourcePace
{
    /// <summary>What counts while nothing is known of the way to it.</summary>
    public const long UsualRoundTripMs = 100;

    private const long SampleMs = 50;
    private const long MemoryMs = 1_500;
    private const long SilenceMs = 500;
    private const int WayRequests = 4;

    private long? sinceMs;
    private long bytes;
    private long learnedMs;
    private long heardMs;
    private long? roundTripMs;
    private int begun;

    /// <summary>0 before anything is known.</summary>
    public long BytesPerSecond { get; private set; }

    public bool IsKnown => BytesPerSecond > 0;

    /// <summary>From a request to its first byte.</summary>
    public long RoundTripMs => roundTripMs ?? UsualRoundTripMs;

    /// <summary>One wait may have been the source's first connection, or a busy moment.</summary>
    internal bool IsWayKnown => begun >= WayRequests;

    /// <summary>The shortest of all so far.</summary>
    public long ShortestRoundTripMs { get; private set; } = long.MaxValue;

    /// <summary>The shortest wait tells the way; longer ones are the source's own queue and count little.</summary>
    /// <param name="firstByteMs">Null when nobody looked before <paramref name="nowMs"/>: the way is no longer than that.</param>
    internal void Began(long askedMs, long? firstByteMs, long nowMs)
    {
        begun++;
        sinceMs ??= firstByteMs ?? askedMs;
        var took = Math.Max((firstByteMs ?? nowMs) - askedMs, 0);
        if (roundTripMs is { } known && took > known) roundTripMs = firstByteMs is null ? known : known + (took - known) / 8;
        else roundTripMs = took;
        ShortestRoundTripMs = Math.Min(ShortestRoundTripMs, took);
    }

    internal void Arrived(long more, long nowMs)
    {
        heardMs = nowMs;
        bytes += more;
    }

    /// <summary>After all that arrived was told. Silence counts as well, once it is longer than what lies between two reads.</summary>
    internal void Look(long nowMs)
    {
        if (sinceMs is { } since && nowMs - since >= (bytes > 0 ? SampleMs : SilenceMs)) Sample(nowMs);
    }

    /// <summary>How long nothing came.</summary>
    internal long SilentMs(long nowMs) => nowMs - heardMs;

    /// <summary>Something is asked of it that gave nothing for a while.</summary>
    internal void Asked(long nowMs)
    {
        if (sinceMs is null) heardMs = nowMs;
    }

    /// <summary>Nothing more is asked of it: time does not count until something is.</summary>
    internal void Rest(long nowMs)
    {
        if (sinceMs is { } since && bytes > 0 && nowMs > since && (nowMs - since >= SampleMs || !IsKnown)) Sample(nowMs);
        (sinceMs, bytes) = (null, 0);
    }

    /// <summary>How long it takes to give this much.</summary>
    internal long GivesInMs(long amount) => IsKnown ? amount * 1_000 / BytesPerSecond : 0;

    private void Sample(long nowMs)
    {
        var took = nowMs - sinceMs!.Value;
        var rate = bytes * 1_000 / took;
        BytesPerSecond = Math.Max(1, BytesPerSecond + (rate - BytesPerSecond) * took / (learnedMs + took));
        learnedMs = Math.Min(learnedMs + took, MemoryMs);
        (sinceMs, bytes) = (nowMs, 0);
    }
}
