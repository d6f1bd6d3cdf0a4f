using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Api;

/// <summary>Whether a way to find is on.</summary>
internal sealed record OverlayChange(bool Enabled);

/// <summary>One way to find, with all that is known of it.</summary>
/// <param name="Neighbours">Nodes whose links it holds.</param>
/// <param name="RoutingTable">Links of the overlay that this node knows of; null where there are none to know.</param>
/// <param name="Hosts">Nodes that may become neighbours, at most 1,000; null where nobody is looked for.</param>
internal sealed record OverlayDetail(
    OverlayKind Name,
    bool Enabled,
    OverlayState State,
    string Reason,
    string Role,
    NodeId? Server,
    string? ServerName,
    int Links,
    string? LastProof,
    DateTimeOffset? LastProofAt,
    IReadOnlyDictionary<string, long> Counters,
    IReadOnlyList<OverlayNeighbour> Neighbours,
    OverlayRoutes? RoutingTable,
    OverlayHosts? Hosts);

/// <param name="BytesIn">Of the whole link, which other overlays and copies use as well; null when it is just being closed.</param>
/// <param name="Gnutella">Null for other overlays.</param>
internal sealed record OverlayNeighbour(NodeId NodeId, string? Name, string? Address, bool Dialled, DateTimeOffset? ConnectedAt, long? RttMs, long? BytesIn, long? BytesOut, GnutellaNeighbour? Gnutella);

/// <param name="Degree">Neighbours it says it has; null while it has not said.</param>
/// <param name="TableFillPerMille">Set slots of its routing table, of 1,000; null without a table.</param>
/// <param name="Slowed">It sent more than its share and is being slowed.</param>
/// <param name="Drops">What it sent and was not taken, by reason.</param>
internal sealed record GnutellaNeighbour(int? Degree, long Files, long QueriesIn, long QueriesOut, long HitsIn, long HitsOut, int? TableFillPerMille, bool Slowed, IReadOnlyDictionary<DropReason, long> Drops);

/// <param name="SeenIds">Ids of queries that are remembered, so that each passes once.</param>
/// <param name="Links">Own ones, and those that neighbours told of.</param>
internal sealed record OverlayRoutes(int SeenIds, IReadOnlyList<OverlayLink> Links);

internal sealed record OverlayLink(NodeId One, string? OneName, NodeId Other, string? OtherName);

/// <param name="Known">How many in all.</param>
internal sealed record OverlayHosts(int Known, IReadOnlyList<OverlayHost> Listed);

/// <param name="LastSeenAt">Null: never met.</param>
internal sealed record OverlayHost(string Address, NodeId? NodeId, HostOrigin Origin, DateTimeOffset? LastSeenAt, int Successes, int Failures);

/// <summary>The way of one of the owner's queries, as far as this node saw it.</summary>
/// <param name="Travel">Which way was chosen, why, and what it cost; null before.</param>
/// <param name="Messages">Messages that this node sent and got for it.</param>
/// <param name="Bytes">Of their frames.</param>
/// <param name="Widening">What a wider search would cost and bring; null when none was offered.</param>
/// <param name="Steps">In order, at most 1,000.</param>
internal sealed record GnutellaTraceView(Guid SearchId, string Query, DateTimeOffset StartedAt, SearchTravel? Travel, int Hops, int Messages, long Bytes, SearchWidening? Widening, IReadOnlyList<TraceStep> Steps);

/// <param name="From">The neighbour it came from; null for this node.</param>
/// <param name="To">The neighbour it was sent to; null when it ended here.</param>
/// <param name="AfterMs">Since the first step.</param>
internal sealed record TraceStep(QueryStepKind Kind, NodeId? From, string? FromName, NodeId? To, string? ToName, int Ttl, int Hops, long AfterMs);
