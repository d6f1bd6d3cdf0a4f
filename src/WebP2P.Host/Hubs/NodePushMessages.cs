using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>What every push carries.</summary>
/// <param name="Epoch">The run of the program.</param>
/// <param name="Seq">Number of the newest change of state; to be handed to <c>Subscribe</c> after a break.</param>
public abstract record NodePush(string Epoch, long Seq, DateTimeOffset At);

public sealed record SearchHitsPush(string Epoch, long Seq, DateTimeOffset At, Guid SearchId, IReadOnlyList<SearchResult> Hits) : NodePush(Epoch, Seq, At);

public sealed record SearchProgressPush(string Epoch, long Seq, DateTimeOffset At, Guid SearchId, SearchView Search) : NodePush(Epoch, Seq, At);

public sealed record SearchEndedPush(string Epoch, long Seq, DateTimeOffset At, Guid SearchId, SearchView Search) : NodePush(Epoch, Seq, At);

public sealed record DownloadsChangedPush(string Epoch, long Seq, DateTimeOffset At, IReadOnlyList<DownloadView> Downloads) : NodePush(Epoch, Seq, At);

public sealed record DownloadStateChangedPush(string Epoch, long Seq, DateTimeOffset At, Guid Id, DownloadState State, string Reason, DownloadView Download) : NodePush(Epoch, Seq, At);

public sealed record DownloadRemovedPush(string Epoch, long Seq, DateTimeOffset At, Guid Id) : NodePush(Epoch, Seq, At);

public sealed record UploadsChangedPush(string Epoch, long Seq, DateTimeOffset At, IReadOnlyList<UploadView> Uploads, UploadTotals Totals) : NodePush(Epoch, Seq, At);

public sealed record TransferLimitsChangedPush(string Epoch, long Seq, DateTimeOffset At, TransferLimitsView Limits) : NodePush(Epoch, Seq, At);

public sealed record UploadPeerChangedPush(string Epoch, long Seq, DateTimeOffset At, UploadPeerView Peer) : NodePush(Epoch, Seq, At);

public sealed record PeersChangedPush(string Epoch, long Seq, DateTimeOffset At, IReadOnlyList<PeerView> Peers) : NodePush(Epoch, Seq, At);

public sealed record OverlayChangedPush(string Epoch, long Seq, DateTimeOffset At, OverlayView Overlay) : NodePush(Epoch, Seq, At);

public sealed record IndexChangedPush(string Epoch, long Seq, DateTimeOffset At, IndexView Index) : NodePush(Epoch, Seq, At);

public sealed record IndexBlocksChangedPush(string Epoch, long Seq, DateTimeOffset At, int BlockedNodes, int BlockedContents, BlockView? Added, Guid? RemovedId) : NodePush(Epoch, Seq, At);

public sealed record ShareScanProgressPush(string Epoch, long Seq, DateTimeOffset At, ShareView Share) : NodePush(Epoch, Seq, At);

public sealed record SharesChangedPush(string Epoch, long Seq, DateTimeOffset At, IReadOnlyList<ShareView> Shares) : NodePush(Epoch, Seq, At);

public sealed record HashingChangedPush(string Epoch, long Seq, DateTimeOffset At, HashingView Hashing) : NodePush(Epoch, Seq, At);

public sealed record NodeStatusChangedPush(string Epoch, long Seq, DateTimeOffset At, NodeView Node) : NodePush(Epoch, Seq, At);

public sealed record ResetPush(string Epoch, long Seq, DateTimeOffset At, string Reason) : NodePush(Epoch, Seq, At);
