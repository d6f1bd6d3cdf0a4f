using System.Security.Cryptography;
using System.Text;
using WebP2P.Node.Control;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Components;

/// <summary>A node that exists only as figures, for pages that are tested alone.</summary>
internal sealed class SampleNode : INodeStatus, IPeers, IUploads
{
    public static DateTimeOffset Start { get; } = DateTimeOffset.UtcNow;

    public OverlayState State { get; set; } = OverlayState.Connected;

    public OverlayState GnutellaState { get; set; } = OverlayState.Connected;

    public bool HasGnutella { get; set; } = true;

    /// <summary>What the owner turned off.</summary>
    public HashSet<OverlayKind> Off { get; } = [];

    public string Reason { get; set; } = "12 files registered at lab-nas, all acknowledged.";

    public NodeView Node => new(
        Id("me"), "alice", "0.1.0", 3_600_000, ["192.168.1.20:6699", "[2001:db8::20]:6699"], Reachability.Yes, "public", "lab-nas.example:6699",
        [
            new OverlayView(OverlayKind.Napster, !Off.Contains(OverlayKind.Napster), State, Reason, "client and index server", Id("lab-nas"), "lab-nas", 1, "2 contents and 16 KiB in 14 ms", Start.AddSeconds(-40), new Dictionary<string, long>()),
            .. HasGnutella ? [new OverlayView(OverlayKind.Gnutella, !Off.Contains(OverlayKind.Gnutella), GnutellaState, "3 neighbours, 212 nodes known.", "neighbour", null, null, 3, "found in ring 2 after 71 ms", Start.AddSeconds(-70), new Dictionary<string, long>())] : Array.Empty<OverlayView>(),
        ],
        new NodeTotals(12_408, 412_000_000_000, 9_100_000_000, 31_000_000_000, 3))
    {
        Index = Index,
        ReachabilityAt = Start.AddMinutes(-1),
        ReachabilityEvidence = "10.0.0.4 dialled us back at 192.168.1.20:6699, answered in 12 ms.",
    };

    public IndexHealthView Index { get; set; } = IndexHealthView.Well;

    public IReadOnlyList<ThroughputSample> Throughput { get; } =
        [.. Enumerable.Range(0, 60).Select(i => new ThroughputSample(Start.AddSeconds(i), (long)(40e6 + (24e6 * Math.Sin(i / 4.0))), 8_600_000))];

    public IReadOnlyList<string> ExampleQueries { get; set; } = ["harry potter", "kind:image", "hedwig ext:flac"];

    public IReadOnlyDictionary<DropReason, long> Drops { get; } = new Dictionary<DropReason, long>();

    public UploadTotals Totals => new(8, Uploads.Count(upload => upload.State == UploadState.Active), 1, 1_900_000_000, 8_600_000);

    public List<UploadView> Uploads { get; } =
    [
        new(Guid.NewGuid(), Id("bob"), "bob-laptop", Hash("choir"), 40_000_000, "Harry Potter fan choir – Hedwig.flac", UploadState.Active, null, 22_000_000, 6_200_000, Start),
        new(Guid.NewGuid(), Id("carol"), "carol", Hash("lecture"), 64_000_000, "potter_harry_lecture_03.mp3", UploadState.Active, null, 1_000_000, 2_400_000, Start),
        new(Guid.NewGuid(), Id("dave"), null, Hash("lecture"), 64_000_000, "potter_harry_lecture_03.mp3", UploadState.Queued, 1, 0, 0, Start),
        new(Guid.NewGuid(), Id("erin"), "erin", Hash("art"), 900_000, "owl.png", UploadState.Finished, null, 900_000, 0, Start),
    ];

    public List<PeerView> Peers { get; } =
    [
        Peer("lab-nas", "10.0.0.4:6699", true, true, 4, OverlayKind.Napster),
        Peer("bob-laptop", "10.0.0.9:6699", true, false, 31, OverlayKind.Napster, OverlayKind.Gnutella),
        Peer("<img src=x onerror=alert(1)>", "203.0.113.7:40100", false, false, null),
    ];

    public static NodeId Id(string name) => new(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(name))));

    public static ContentHash Hash(string name) => new(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes("content " + name))));

    public OverlayView? Overlay(OverlayKind overlay) => Node.Overlays.FirstOrDefault(way => way.Name == overlay);

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public Task<Outcome<NodeView>> JoinAsync(string? indexServer, CancellationToken cancellationToken) =>
        Unwritten is not null ? Task.FromException<Outcome<NodeView>>(Unwritten) : Task.FromResult<Outcome<NodeView>>(Node);

    public Task<Outcome<OverlayView>> EnableAsync(OverlayKind overlay, bool enabled, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException<Outcome<OverlayView>>(Unwritten);
        if (enabled) Off.Remove(overlay);
        else Off.Add(overlay);
        return Task.FromResult<Outcome<OverlayView>>(Overlay(overlay)!);
    }

    public int ReachabilityChecks { get; private set; }

    public void CheckReachability() => ReachabilityChecks++;

    IReadOnlyList<PeerView> IPeers.List() => Peers;

    PeerView? IPeers.Find(NodeId id) => Peers.Find(peer => peer.NodeId == id);

    public Outcome<PeerDial> Add(string address) => address.Contains(':', StringComparison.Ordinal)
        ? new PeerDial(address)
        : new Refusal(RefusalKind.Invalid, "address-invalid", $"“{address}” is not an address. Type host:port, as the other node shows it on its Network page.");

    bool IPeers.Remove(NodeId id) => Peers.RemoveAll(peer => peer.NodeId == id) > 0;

    public Task<Outcome<Page<LibraryEntry>>> LibraryAsync(NodeId id, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken) =>
        new SampleLibrary().ListAsync(question, page, cancellationToken);

    IReadOnlyList<UploadView> IUploads.List() => Uploads;

    UploadView? IUploads.Find(Guid id) => Uploads.Find(upload => upload.Id == id);

    bool IUploads.Remove(Guid id) => Uploads.RemoveAll(upload => upload.Id == id) > 0;

    private static PeerView Peer(string name, string address, bool linked, bool dialled, long? rttMs, params OverlayKind[] heldBy) =>
        new(Id(name), name, address, [address], linked, dialled, "WebP2P/0.1.0", ["napster/1"], heldBy, rttMs, linked ? Start.AddMinutes(-12) : null, 3_100_000, 900_000);
}
