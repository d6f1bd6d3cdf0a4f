using System.Text.Json;
using WebP2P.Host.Api;
using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>Events of the feed as outsiders see them.</summary>
internal static class NodePushes
{
    private const string Ending = "Push";

    /// <summary>Names of all pushes, as event streams carry them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(NodePush).Assembly.GetTypes().Where(type => type.BaseType == typeof(NodePush)).Select(Name).Order(StringComparer.Ordinal)];

    public static NodePush Of(FeedEntry entry)
    {
        var (epoch, seq, at, happened) = entry;
        return happened switch
        {
            SearchHits e => new SearchHitsPush(epoch, seq, at, e.SearchId, e.Hits),
            SearchProgress e => new SearchProgressPush(epoch, seq, at, e.SearchId, e.Search),
            SearchEnded e => new SearchEndedPush(epoch, seq, at, e.SearchId, e.Search),
            DownloadsChanged e => new DownloadsChangedPush(epoch, seq, at, e.Downloads),
            DownloadStateChanged e => new DownloadStateChangedPush(epoch, seq, at, e.Id, e.State, e.Reason, e.Download),
            DownloadRemoved e => new DownloadRemovedPush(epoch, seq, at, e.Id),
            UploadsChanged e => new UploadsChangedPush(epoch, seq, at, e.Uploads, e.Totals),
            TransferLimitsChanged e => new TransferLimitsChangedPush(epoch, seq, at, e.Limits),
            UploadPeerChanged e => new UploadPeerChangedPush(epoch, seq, at, e.Peer),
            PeersChanged e => new PeersChangedPush(epoch, seq, at, e.Peers),
            OverlayChanged e => new OverlayChangedPush(epoch, seq, at, e.Overlay),
            IndexChanged e => new IndexChangedPush(epoch, seq, at, e.Index),
            IndexBlocksChanged e => new IndexBlocksChangedPush(epoch, seq, at, e.BlockedNodes, e.BlockedContents, e.Added, e.RemovedId),
            ShareScanProgress e => new ShareScanProgressPush(epoch, seq, at, e.Share),
            SharesChanged e => new SharesChangedPush(epoch, seq, at, e.Shares),
            HashingChanged e => new HashingChangedPush(epoch, seq, at, e.Hashing),
            NodeStatusChanged e => new NodeStatusChangedPush(epoch, seq, at, e.Node),
            Reset e => new ResetPush(epoch, seq, at, e.Reason),
            _ => throw new ArgumentException($"{happened.GetType().Name} has no push.", nameof(entry)),
        };
    }

    public static Task SendAsync(INodeClient client, NodePush push) => push switch
    {
        SearchHitsPush p => client.SearchHits(p),
        SearchProgressPush p => client.SearchProgress(p),
        SearchEndedPush p => client.SearchEnded(p),
        DownloadsChangedPush p => client.DownloadsChanged(p),
        DownloadStateChangedPush p => client.DownloadStateChanged(p),
        DownloadRemovedPush p => client.DownloadRemoved(p),
        UploadsChangedPush p => client.UploadsChanged(p),
        TransferLimitsChangedPush p => client.TransferLimitsChanged(p),
        UploadPeerChangedPush p => client.UploadPeerChanged(p),
        PeersChangedPush p => client.PeersChanged(p),
        OverlayChangedPush p => client.OverlayChanged(p),
        IndexChangedPush p => client.IndexChanged(p),
        IndexBlocksChangedPush p => client.IndexBlocksChanged(p),
        ShareScanProgressPush p => client.ShareScanProgress(p),
        SharesChangedPush p => client.SharesChanged(p),
        HashingChangedPush p => client.HashingChanged(p),
        NodeStatusChangedPush p => client.NodeStatusChanged(p),
        ResetPush p => client.Reset(p),
        _ => throw new ArgumentException($"{push.GetType().Name} has no method.", nameof(push)),
    };

    public static string Name(NodePush push) => Name(push.GetType());

    public static string Json(NodePush push) => JsonSerializer.Serialize(push, push.GetType(), ApiJson.Options);

    private static string Name(Type type) => JsonNamingPolicy.CamelCase.ConvertName(type.Name[..^Ending.Length]);
}
