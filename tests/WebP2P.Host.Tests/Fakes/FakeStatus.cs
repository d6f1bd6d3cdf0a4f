using WebP2P.Node.Control;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeStatus : INodeStatus
{
    public static readonly NodeId Self = Id(1);

    public string? IndexServer { get; private set; }

    public NodeView Node => new(Self, "alice", "0.1.0", 1000, ["203.0.113.5:6699"], Reachability.Yes, "public", IndexServer, [Napster, Gnutella], new NodeTotals(2, 300, 10, 20, 1));

    public IReadOnlyList<ThroughputSample> Throughput { get; } =
        [.. Enumerable.Range(0, 60).Select(second => new ThroughputSample(DateTimeOffset.UnixEpoch.AddSeconds(second), second, 2 * second))];

    public IReadOnlyList<string> ExampleQueries => [];

    public IReadOnlyDictionary<DropReason, long> Drops { get; } = new Dictionary<DropReason, long> { [DropReason.BadSignature] = 3 };

    public static NodeId Id(byte first) => new(new Bytes32([first, .. new byte[31]]));

    public OverlayView? Overlay(OverlayKind overlay) => Node.Overlays.FirstOrDefault(way => way.Name == overlay);

    public Task<Outcome<NodeView>> JoinAsync(string? indexServer, CancellationToken cancellationToken)
    {
        if (indexServer == "nowhere") return Task.FromResult<Outcome<NodeView>>(new Refusal(RefusalKind.Invalid, "not-an-address", "That is not an address."));
        IndexServer = indexServer;
        return Task.FromResult<Outcome<NodeView>>(Node);
    }

    public bool IsNapsterOn { get; private set; } = true;

    public bool IsGnutellaOn { get; private set; } = true;

    public Task<Outcome<OverlayView>> EnableAsync(OverlayKind overlay, bool enabled, CancellationToken cancellationToken)
    {
        if (Overlay(overlay) is null) return Task.FromResult<Outcome<OverlayView>>(new Refusal(RefusalKind.NotFound, "unknown-overlay", "This node does not have that overlay."));
        if (overlay == OverlayKind.Napster) IsNapsterOn = enabled;
        else IsGnutellaOn = enabled;
        return Task.FromResult<Outcome<OverlayView>>(Overlay(overlay)!);
    }

    public int ReachabilityChecks { get; private set; }

    public void CheckReachability() => ReachabilityChecks++;

    private OverlayView Napster => new(OverlayKind.Napster, IsNapsterOn, OverlayState.Connected, "Registered.", "client and index server", Self, "alice", 1, null, null, new Dictionary<string, long> { ["registeredFiles"] = 2 });

    private OverlayView Gnutella => new(OverlayKind.Gnutella, IsGnutellaOn, IsGnutellaOn ? OverlayState.Connected : OverlayState.Off, IsGnutellaOn ? "3 neighbours." : "Switched off.", "neighbour", null, null, IsGnutellaOn ? 3 : 0, null, null, new Dictionary<string, long> { ["hostsKnown"] = 212 });
}
