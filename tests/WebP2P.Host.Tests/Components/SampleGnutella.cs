using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Components;

/// <summary>A Gnutella overlay that exists only as figures: three neighbours, one of them a nuisance, and two queries of the owner.</summary>
internal sealed class SampleGnutella : IGnutellaStatus
{
    public const string Hostile = "<img src=x onerror=alert(1)>";
    private static readonly NodeId Self = SampleNode.Id("me");
    private static readonly NodeId[] Near = [SampleNode.Id("lab-nas"), SampleNode.Id("bob-laptop"), SampleNode.Id(Hostile)];

    public static readonly Guid FirstSearch = new("11111111-1111-1111-1111-111111111111");

    public List<GnutellaTrace> Kept { get; } =
    [
        Trace(FirstSearch, "harry potter", SearchWay.Ring,
        [
            Step(null, Near[0], 1, 0, QueryStepKind.Sent, 0),
            Step(null, Near[1], 1, 0, QueryStepKind.Sent, 0),
            Step(Near[0], null, 0, 0, QueryStepKind.HitsCame, 14),
            Step(null, Near[0], 3, 0, QueryStepKind.Sent, 900),
            Step(null, Near[1], 3, 0, QueryStepKind.Sent, 900),
            Step(null, Near[2], 3, 0, QueryStepKind.TableSpared, 900),
            Step(Near[1], null, 1, 2, QueryStepKind.Duplicate, 920),
            Step(Near[1], null, 0, 2, QueryStepKind.HitsCame, 960),
            Step(Near[1], null, 0, 2, QueryStepKind.HitsCame, 961),
            Step(Near[2], null, 0, 3, QueryStepKind.Dropped, 962),
        ]),
        Trace(new Guid("22222222-2222-2222-2222-222222222222"), "<b>owl</b> kind:image", SearchWay.Flood, []),
    ];

    public GnutellaFigures Figures { get; set; } = new(
        [
            new NeighbourFigures(Near[0], 0, true, 5, 1_240, 310, 412, 22, 9, 31, false, new Dictionary<DropReason, long> { [DropReason.Duplicate] = 118 }),
            new NeighbourFigures(Near[1], 0, false, 3, 88, 12, 400, 4, 0, -1, false, new Dictionary<DropReason, long>()),
            new NeighbourFigures(Near[2], 0, false, 0, 0, 9_120, 40, 0, 0, 1_000, true, new Dictionary<DropReason, long> { [DropReason.Malformed] = 3, [DropReason.RateExceeded] = 8_700 }),
        ],
        [
            new KnownHost(new PeerAddress("10.0.0.4", 6699), Near[0], HostOrigin.Index, SampleNode.Start.AddMinutes(-3).ToUnixTimeMilliseconds(), 4),
            new KnownHost(new PeerAddress("203.0.113.80", 6699), null, HostOrigin.Pong, 0, 0, 2),
        ],
        212,
        41,
        [.. Near.Select(node => new MapLink(Self, node)), .. Beyond("lab-nas", "korfu", "naxos", "paros"), .. Beyond("bob-laptop", "naxos", "delos"), new MapLink(Near[0], Near[1])]);

    public IReadOnlyList<GnutellaTrace> Traces => Kept;

    public Task<GnutellaView> ViewAsync(CancellationToken cancellationToken) => Task.FromResult(new GnutellaView(
        true,
        OverlayState.Connected,
        "3 neighbours.",
        Figures,
        new Dictionary<NodeId, string> { [Near[0]] = "lab-nas", [Near[1]] = "bob-laptop", [Near[2]] = Hostile, [SampleNode.Id("korfu")] = "korfu" }));

    GnutellaTrace? IGnutellaStatus.Trace(Guid searchId) => Kept.Find(trace => trace.SearchId == searchId);

    public static QueryStep Step(NodeId? from, NodeId? to, int ttl, int hops, QueryStepKind kind, long atMs) => new(new MessageId(7), from, to, ttl, hops, kind, atMs);

    private static IEnumerable<MapLink> Beyond(string neighbour, params string[] others) => others.Select(other => new MapLink(SampleNode.Id(neighbour), SampleNode.Id(other)));

    private static GnutellaTrace Trace(Guid id, string query, SearchWay way, IReadOnlyList<QueryStep> steps) => new(
        id,
        query,
        SampleNode.Start,
        new WayChosen(id, way, 3, "3 neighbours with 8 links reach about 24 nodes within 3 hops."),
        new SearchCost(id, 3, 2, 24, 61, 9, 4_210),
        null,
        steps);
}
