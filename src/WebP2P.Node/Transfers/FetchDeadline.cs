namespace WebP2P.Node.Transfers;

/// <summary>Ends a request that stalls, or that is slower than anybody should have to wait for.</summary>
internal sealed class FetchDeadline : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationToken given;
    private readonly int stallMs;
    private long endMs;
    private long pausedMs;

    public FetchDeadline(TransferOptions options, long length, CancellationToken cancellationToken)
    {
        given = cancellationToken;
        stallMs = options.StallTimeoutMs;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        endMs = Environment.TickCount64 + stallMs + length * 1_000L / options.SlowestBytesPerSecond;
        source.CancelAfter(stallMs);
    }

    public CancellationToken Token => source.Token;

    /// <summary>The caller wants no more, in contrast to a source that stalls.</summary>
    public bool IsAbandoned => given.IsCancellationRequested;

    /// <summary>Something arrived.</summary>
    public void Progress() => source.CancelAfter((int)Math.Clamp(endMs - Environment.TickCount64, 0, stallMs));

    /// <summary>From here to <see cref="Resume"/> it is this node that lets the source wait.</summary>
    public void Pause()
    {
        pausedMs = Environment.TickCount64;
        source.CancelAfter(Timeout.Infinite);
    }

    public void Resume()
    {
        endMs += Environment.TickCount64 - pausedMs;
        Progress();
    }

    public void Dispose() => source.Dispose();
}
