namespace WebP2P.Host.Hubs;

/// <summary>What the hub sends; one object each. Public, since the hub makes its clients from it at run time.</summary>
public interface INodeClient
{
    Task SearchHits(SearchHitsPush push);

    Task SearchProgress(SearchProgressPush push);

    Task SearchEnded(SearchEndedPush push);

    Task DownloadsChanged(DownloadsChangedPush push);

    Task DownloadStateChanged(DownloadStateChangedPush push);

    Task DownloadRemoved(DownloadRemovedPush push);

    Task UploadsChanged(UploadsChangedPush push);

    Task TransferLimitsChanged(TransferLimitsChangedPush push);

    Task UploadPeerChanged(UploadPeerChangedPush push);

    Task PeersChanged(PeersChangedPush push);

    Task OverlayChanged(OverlayChangedPush push);

    Task IndexChanged(IndexChangedPush push);

    Task IndexBlocksChanged(IndexBlocksChangedPush push);

    Task ShareScanProgress(ShareScanProgressPush push);

    Task SharesChanged(SharesChangedPush push);

    Task HashingChanged(HashingChangedPush push);

    Task NodeStatusChanged(NodeStatusChangedPush push);

    Task Reset(ResetPush push);
}
