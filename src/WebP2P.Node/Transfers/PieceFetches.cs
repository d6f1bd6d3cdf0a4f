using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The requests of one download that run, so that each can be stopped.</summary>
internal sealed class PieceFetches(DownloadJob job, TransferServices services)
{
    private readonly Dictionary<(NodeId Peer, int Connection), CancellationTokenSource> running = [];
    private readonly HashSet<Task> tasks = [];

    public void Start(PieceOrder order, IReadOnlyList<TransferSource> sources)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(services.Loop.Stopping);
        running[(order.Request.Peer, order.Request.Connection)] = stop;
        var figures = job.Ledger.Of(sources.First(source => source.Peer == order.Request.Peer).Number);
        Track(FetchAsync(order, figures, stop));
    }

    public void StartLayer(NodeId peer, UInt128 ticket) => Track(FetchLayerAsync(peer, ticket));

    public void Abandon(in PieceRequest request)
    {
        if (running.Remove((request.Peer, request.Connection), out var stop)) stop.Cancel();
    }

    /// <summary>When nothing of this download runs any more.</summary>
    public Task EndedAsync()
    {
        foreach (var stop in running.Values) stop.Cancel();
        running.Clear();
        return Task.WhenAll(tasks);
    }

    private void Track(Task task)
    {
        tasks.RemoveWhere(ended => ended.IsCompleted);
        tasks.Add(task);
    }

    private async Task FetchAsync(PieceOrder order, SourceFigures figures, CancellationTokenSource stop)
    {
        await Task.Yield();
        var result = await services.Fetcher.PieceAsync(order, Arrived, stop.Token);
        _ = services.Loop.PostAsync(() => Ended(order, stop, result));

        void Arrived(int bytes)
        {
            figures.Speed.Add(bytes);
            job.Ledger.All.Add(bytes);
        }
    }

    private void Ended(PieceOrder order, CancellationTokenSource stop, FetchResult result)
    {
        var key = (order.Request.Peer, order.Request.Connection);
        var isCurrent = running.TryGetValue(key, out var current) && current == stop;
        if (isCurrent) running.Remove(key);
        stop.Dispose();
        job.Fetched(order, isCurrent, result);
    }

    private async Task FetchLayerAsync(NodeId peer, UInt128 ticket)
    {
        await Task.Yield();
        var (layer, result) = await services.Fetcher.LayerAsync(peer, job.Content, ticket, services.Loop.Stopping);
        _ = services.Loop.PostAsync(() => job.LayerFetched(peer, layer, result));
    }
}
