using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>What requests of one download brought, told to its plan. Called on the transfer loop.</summary>
internal sealed class DownloadArrivals(DownloadJob job, TransferServices services)
{
    /// <param name="piece">Of the range; with a failure the rest of it.</param>
    public void Fetched(PieceOrder order, int piece, bool isCurrent, FetchResult result)
    {
        var (peer, connection) = (order.Request.Peer, order.Request.Connection);
        switch (result.Outcome)
        {
            case FetchOutcome.Right or FetchOutcome.Superfluous when isCurrent:
                job.Do(plan => Count(plan.PieceArrived(peer, connection, true, job.Turn), peer, piece));
                break;
            case FetchOutcome.Right:
                job.Do(plan => Count(plan.PieceHere(peer, piece, job.Turn), peer, piece));
                break;
            case FetchOutcome.Wrong when isCurrent:
                services.Book.Penalize(peer, 1, services.NowMs);
                job.Do(plan => plan.PieceArrived(peer, connection, false, job.Turn));
                break;
            case FetchOutcome.Failed when isCurrent:
                job.Do(plan => plan.PieceFailed(peer, connection, result.Failure, result.Reason, job.Turn));
                break;
            case FetchOutcome.DiskFailed when order.File == job.File:
                job.DiskFailed(result.Trouble!);
                break;
        }
    }

    public void LayerFetched(NodeId peer, PieceLayer? layer, FetchResult result)
    {
        if (layer is null)
        {
            if (result.Outcome == FetchOutcome.Failed) job.Do(plan => plan.LayerFailed(peer, result.Failure, result.Reason, job.Turn));
            return;
        }
        if (job.Layer is null)
        {
            job.Layer = layer;
            var saved = services.Store.SaveLayerAsync(job.Row.Id, layer.ToBytes());
            _ = services.Library.AddPartialAsync(job.Content, job.Row.Name);
            _ = LayerSavedAsync(saved, peer);
            return;
        }

        job.Do(plan => plan.LayerArrived(peer, job.Turn));
    }

    /// <summary>Pieces are asked for once the layer is safe: without it a restart could not tell which written bytes are right.</summary>
    private async Task LayerSavedAsync(Task saved, NodeId peer)
    {
        await Task.WhenAny(saved);
        await services.Loop.PostAsync(() => job.Do(plan => plan.LayerArrived(peer, job.Turn)));
    }

    private void Count(bool counts, NodeId peer, int piece)
    {
        if (counts) job.Keep(peer, piece);
    }
}
