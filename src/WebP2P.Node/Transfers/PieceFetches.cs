using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The requests of one download that run, so that each can be stopped.</summary>
internal sealed class PieceFetches(DownloadJob job, TransferServices services)
{
    private readonly Dictionary<(NodeId Peer, int Connection), RunningFetch> running = [];
    private readonly HashSet<Task> tasks = [];
    private readonly HashSet<CancellationTokenSource> layers = [];

    public void Start(PieceOrder order, IReadOnlyList<TransferSource> sources)
    {
        var figures = job.Ledger.Of(sources.First(source => source.Peer == order.Request.Peer).Number);
        var fetch = new RunningFetch(order, services, Read, PieceWhole);
        running[KeyOf(fetch)] = fetch;
        Track(FetchAsync(fetch));

        void Read(int bytes)
        {
            figures.Speed.Add(bytes);
            job.Ledger.All.Add(bytes);
        }
    }

    public void StartLayer(NodeId peer, UInt128 ticket)
    {
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(services.Loop.Stopping);
        layers.Add(stopping);
        Track(FetchLayerAsync(peer, ticket, stopping));
    }

    /// <summary>Tells the plan how far every request is: before each of its doors.</summary>
    public void Report(DownloadPlan plan)
    {
        foreach (var fetch in running.Values) fetch.Report(plan);
    }

    public void Abandon(in PieceRequest request)
    {
        if (running.Remove((request.Peer, request.Connection), out var fetch)) fetch.Stop();
    }

    /// <summary>When nothing of this download runs any more.</summary>
    public Task EndedAsync()
    {
        foreach (var fetch in running.Values) fetch.Stop();
        running.Clear();
        foreach (var layer in layers) layer.Cancel();
        return Task.WhenAll(tasks);
    }

    private void Track(Task task)
    {
        tasks.RemoveWhere(ended => ended.IsCompleted);
        tasks.Add(task);
    }

    private async Task FetchAsync(RunningFetch fetch)
    {
        await Task.Yield();
        var result = await services.Fetcher.RangeAsync(fetch.Order, fetch, fetch.Stopping);
        _ = services.Loop.PostAsync(() => Ended(fetch, result));
    }

    private void PieceWhole(RunningFetch fetch, int piece, FetchResult result) =>
        _ = services.Loop.PostAsync(() => job.Arrivals.Fetched(fetch.Order, piece, IsCurrent(fetch), result));

    private void Ended(RunningFetch fetch, FetchResult result)
    {
        var isCurrent = IsCurrent(fetch);
        if (isCurrent) running.Remove(KeyOf(fetch));
        fetch.Dispose();
        if (result.Outcome != FetchOutcome.Right) job.Arrivals.Fetched(fetch.Order, fetch.Order.Request.Piece, isCurrent, result);
    }

    private bool IsCurrent(RunningFetch fetch) => running.TryGetValue(KeyOf(fetch), out var current) && current == fetch;

    private static (NodeId Peer, int Connection) KeyOf(RunningFetch fetch) => (fetch.Order.Request.Peer, fetch.Order.Request.Connection);

    private async Task FetchLayerAsync(NodeId peer, UInt128 ticket, CancellationTokenSource stopping)
    {
        await Task.Yield();
        var (layer, result) = await services.Fetcher.LayerAsync(peer, job.Content, ticket, stopping.Token);
        _ = services.Loop.PostAsync(() =>
        {
            layers.Remove(stopping);
            stopping.Dispose();
            job.Arrivals.LayerFetched(peer, layer, result);
        });
    }
}
