
namespace WebP2P.Node.Control;

public enum Topic { Transfers, Shares, Network, Node, Search }

/// <summary>Something that API, hub and dashboard may want to know.</summary>
/// <param name="Topic">Who is interested.</param>
/// <param name="IsState">A change of state: numbered, kept, replayed, never dropped. Otherwise figures: the newest replaces the older.</param>
/// <param name="Subject">The object it is about (search, download...): figures are thinned per subject.</param>
public abstract record NodeEvent(Topic Topic, bool IsState, string Subject);

public sealed record SearchHits(Guid SearchId, IReadOnlyList<SearchResult> Hits) : NodeEvent(Topic.Search, false, SearchId.ToString());

public sealed record SearchProgress(Guid SearchId, SearchView Search) : NodeEvent(Topic.Search, false, SearchId.ToString());

public sealed record SearchEnded(Guid SearchId, SearchView Search) : NodeEvent(Topic.Search, true, SearchId.ToString());

/// <summary>Figures of downloads, at most 4 a second for one download.</summary>
public sealed record DownloadsChanged(IReadOnlyList<DownloadView> Downloads) : NodeEvent(Topic.Transfers, false, "downloads");

public sealed record DownloadStateChanged(Guid Id, DownloadState State, string Reason, DownloadView Download) : NodeEvent(Topic.Transfers, true, Id.ToString());

public sealed record DownloadRemoved(Guid Id) : NodeEvent(Topic.Transfers, true, Id.ToString());

public sealed record UploadsChanged(IReadOnlyList<UploadView> Uploads, UploadTotals Totals) : NodeEvent(Topic.Transfers, false, "uploads");

public sealed record TransferLimitsChanged(TransferLimitsView Limits) : NodeEvent(Topic.Transfers, true, "transfer-limits");

/// <summary>A peer gets no uploads any more, or gets them again.</summary>
public sealed record UploadPeerChanged(UploadPeerView Peer) : NodeEvent(Topic.Transfers, true, $"upload-peer {Peer.NodeId}");

public sealed record PeersChanged(IReadOnlyList<PeerView> Peers) : NodeEvent(Topic.Network, true, "peers");

/// <summary>Figures of the own index.</summary>
public sealed record IndexChanged(IndexView Index) : NodeEvent(Topic.Network, false, "index");

/// <summary>Something was shut out of the own index, or let in again.</summary>
public sealed record IndexBlocksChanged(int BlockedNodes, int BlockedContents, BlockView? Added, Guid? RemovedId) : NodeEvent(Topic.Network, true, "index-blocks");

public sealed record OverlayChanged(OverlayView Overlay) : NodeEvent(Topic.Network, true, Overlay.Name.ToString());

public sealed record ShareScanProgress(ShareView Share) : NodeEvent(Topic.Shares, false, Share.Id.ToString());

public sealed record SharesChanged(IReadOnlyList<ShareView> Shares) : NodeEvent(Topic.Shares, true, "shares");

public sealed record HashingChanged(HashingView Hashing) : NodeEvent(Topic.Shares, true, "hashing");

public sealed record NodeStatusChanged(NodeView Node) : NodeEvent(Topic.Node, true, "node");
