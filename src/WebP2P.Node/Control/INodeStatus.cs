using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Control;

/// <summary>What the node is and how it does.</summary>
public interface INodeStatus
{
    NodeView Node { get; }

    OverlayView? Overlay(OverlayKind overlay);

    /// <summary>Bytes per second in both directions, one sample a second, the last 60, oldest first.</summary>
    IReadOnlyList<ThroughputSample> Throughput { get; }

    /// <summary>Queries known to hit; empty outside the demo.</summary>
    IReadOnlyList<string> ExampleQueries { get; }

    /// <summary>Dropped messages and requests of strangers, by reason.</summary>
    IReadOnlyDictionary<DropReason, long> Drops { get; }

    /// <summary>Changes the index server this node registers at; null for its own. Kept over restarts.</summary>
    Task<Outcome<NodeView>> JoinAsync(string? indexServer, CancellationToken cancellationToken);

    /// <summary>Switches a way to find on or off while the node runs; kept over restarts, unless the node is started with a list of overlays. NotFound: this node does not have it.</summary>
    Task<Outcome<OverlayView>> EnableAsync(OverlayKind overlay, bool enabled, CancellationToken cancellationToken);

    /// <summary>Has others dial this node now; the node's view changes when they have.</summary>
    void CheckReachability();
}

public sealed record NodeView(
    NodeId Id,
    string Name,
    string Version,
    long UptimeMs,
    IReadOnlyList<string> Addresses,
    Reachability Reachability,
    string Network,
    string? IndexServer,
    IReadOnlyList<OverlayView> Overlays,
    NodeTotals Totals)
{
    /// <summary>When it was found out whether others can dial this node; null before anybody tried.</summary>
    public DateTimeOffset? ReachabilityAt { get; init; }

    /// <summary>One sentence: who dialled where, and what came of it.</summary>
    public string ReachabilityEvidence { get; init; } = ReachabilityView.NotTried.Evidence;

    /// <summary>The own index; it also serves others when this node registers elsewhere.</summary>
    public IndexHealthView Index { get; init; } = IndexHealthView.Well;
}

/// <param name="Reason">One sentence: why it is in this state.</param>
/// <param name="Role">E.g. "client", "client and index server".</param>
/// <param name="LastProof">What last worked, in words; null when nothing has yet.</param>
public sealed record OverlayView(OverlayKind Name, bool Enabled, OverlayState State, string Reason, string Role, NodeId? Server, string? ServerName, int Links, string? LastProof, DateTimeOffset? LastProofAt, IReadOnlyDictionary<string, long> Counters);

public sealed record NodeTotals(long SharedFiles, long SharedBytes, long UploadedBytes, long DownloadedBytes, int Peers);

public readonly record struct ThroughputSample(DateTimeOffset At, long DownBytesPerSecond, long UpBytesPerSecond);
