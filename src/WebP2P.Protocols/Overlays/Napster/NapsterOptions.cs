namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What the client machine waits for and how much it keeps.</summary>
public sealed record NapsterOptions
{
    /// <summary>Longest wait before the second attempt to reach the index server; doubles with each attempt. 1 to <see cref="RedialMaxMs"/>.</summary>
    public int RedialFirstMs { get; init; } = 500;

    /// <summary>Longest wait between two attempts; the wait is drawn from zero up to it. Up to 3,600,000.</summary>
    public int RedialMaxMs { get; init; } = 30_000;

    /// <summary>How long a search waits for the link and the answer. 100 to 120,000.</summary>
    public int SearchTimeoutMs { get; init; } = 10_000;

    /// <summary>How long the index server may take for the next step of the registration before it is dialled anew. 1,000 to 600,000.</summary>
    public int RegistrationTimeoutMs { get; init; } = 30_000;

    /// <summary>Longest wait before registering again after the first refusal; doubles with each one until something is committed. 100 to <see cref="RefusedRetryMs"/>.</summary>
    public int RefusedRetryFirstMs { get; init; } = 2_000;

    /// <summary>Longest wait before registering again after many refusals. 1,000 to 3,600,000.</summary>
    public int RefusedRetryMs { get; init; } = 30_000;

    /// <summary>Searches open at once. 1 to 10,000.</summary>
    public int SearchesMax { get; init; } = 100;

    /// <summary>Contents watched at once. 1 to 10,000, which is what an index server keeps for a peer.</summary>
    public int WatchesMax { get; init; } = 10_000;

    /// <summary>Changes asked of the library for one batch; fewer are asked when they do not fit. 1 to <see cref="RegisterBatch.ChangesMax"/>.</summary>
    public int ChangesMax { get; init; } = 250;

    /// <summary>Time between two dial-backs while this node can be reached. 1,000 to 86,400,000.</summary>
    public int DialBackEveryMs { get; init; } = 600_000;

    /// <summary>Time until the next dial-back after one that failed or was not answered. 1,000 to 86,400,000.</summary>
    public int DialBackAgainMs { get; init; } = 60_000;

    /// <summary>Callbacks of others that are taken in a minute. 1 to 10,000.</summary>
    public int CallBacksPerMinute { get; init; } = 240;

    /// <summary>Why these options cannot be used, in a sentence; null when they can.</summary>
    public string? Problem()
    {
        if (RedialMaxMs is < 1 or > 3_600_000 || RedialFirstMs < 1 || RedialFirstMs > RedialMaxMs) return "RedialFirstMs is 1 to RedialMaxMs, which is at most 3,600,000.";
        if (SearchTimeoutMs is < 100 or > 120_000) return "SearchTimeoutMs is 100 to 120,000.";
        if (RegistrationTimeoutMs is < 1_000 or > 600_000) return "RegistrationTimeoutMs is 1,000 to 600,000.";
        if (RefusedRetryMs is < 1_000 or > 3_600_000) return "RefusedRetryMs is 1,000 to 3,600,000.";
        if (RefusedRetryFirstMs < 100 || RefusedRetryFirstMs > RefusedRetryMs) return "RefusedRetryFirstMs is 100 to RefusedRetryMs.";
        if (SearchesMax is < 1 or > 10_000) return "SearchesMax is 1 to 10,000.";
        if (WatchesMax is < 1 or > 10_000) return "WatchesMax is 1 to 10,000.";
        if (DialBackEveryMs is < 1_000 or > 86_400_000) return "DialBackEveryMs is 1,000 to 86,400,000.";
        if (DialBackAgainMs is < 1_000 or > 86_400_000) return "DialBackAgainMs is 1,000 to 86,400,000.";
        if (CallBacksPerMinute is < 1 or > 10_000) return "CallBacksPerMinute is 1 to 10,000.";
        return ChangesMax is < 1 or > RegisterBatch.ChangesMax ? "ChangesMax is 1 to 500." : null;
    }
}
