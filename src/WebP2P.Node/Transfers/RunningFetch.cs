using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>A request that runs: what has come of it, and the way to stop it.</summary>
internal sealed class RunningFetch(PieceOrder order, TransferServices services, Action<int> read, Action<RunningFetch, int, FetchResult> pieceWhole) : IRangeListener, IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(services.Loop.Stopping);
    private long bytes;
    private long firstByteMs;

    public PieceOrder Order { get; } = order;

    public CancellationToken Stopping => stop.Token;

    /// <summary>Tells the plan what is here.</summary>
    public void Report(DownloadPlan plan)
    {
        var here = Interlocked.Read(ref bytes);
        if (here > 0) plan.Progress(Order.Request.Peer, Order.Request.Connection, here, Interlocked.Read(ref firstByteMs), services.NowMs);
    }

    public void Arrived(int more)
    {
        if (bytes == 0) Interlocked.Exchange(ref firstByteMs, services.NowMs);
        Interlocked.Add(ref bytes, more);
        read(more);
    }

    public void PieceWhole(int piece, FetchOutcome outcome) => pieceWhole(this, piece, new FetchResult(outcome));

    public void Stop() => stop.Cancel();

    public void Dispose() => stop.Dispose();
}
