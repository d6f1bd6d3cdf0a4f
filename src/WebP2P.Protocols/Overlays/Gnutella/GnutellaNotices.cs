using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Which way a search goes and why, with the figures that the rule used; again when it is widened.</summary>
public sealed record WayChosen(Guid SearchId, SearchWay Way, int Ttl, string Reason) : Notice;

/// <summary>What a search has cost and reached so far.</summary>
/// <param name="Neighbours">Neighbours that were asked.</param>
/// <param name="NodesReached">Estimate, from what neighbours tell of their degree.</param>
/// <param name="MessagesEstimated">Estimate of the copies of the query in the whole network.</param>
/// <param name="Messages">Messages that this node sent and got for it.</param>
/// <param name="Bytes">Of their frames.</param>
public sealed record SearchCost(Guid SearchId, int Hops, int Neighbours, long NodesReached, long MessagesEstimated, int Messages, long Bytes) : Notice;

/// <summary>Everything that a search asks is asked, and the usual answers would be here: only late ones can come.</summary>
public sealed record SearchAwaitsLate(Guid SearchId, OverlayKind Overlay) : Notice;

/// <summary>A search ended with few hits: what a wider one would cost and bring.</summary>
/// <param name="MessagesEstimated">Copies of the query in the whole network.</param>
/// <param name="ChancePerMille">Of 1,000 such searches, how many would find something new.</param>
public sealed record WideningOffered(Guid SearchId, SearchWay Way, int Ttl, long NodesEstimated, long MessagesEstimated, int ChancePerMille, string Reason) : Notice;

/// <summary>One step of a query that this node saw, for its trace.</summary>
/// <param name="From">The neighbour it came from; null for the own.</param>
/// <param name="To">The neighbour it was sent to; null when it ended here.</param>
public sealed record QueryStep(MessageId Query, NodeId? From, NodeId? To, int Ttl, int Hops, QueryStepKind Kind, long AtMs) : Notice
{
    /// <summary>The search of the owner that it belongs to; null for a query of another node, and for one that asks for sources.</summary>
    public Guid? SearchId { get; init; }
}

/// <summary>What happened in a step of a trace.</summary>
public enum QueryStepKind { Sent, Relayed, Duplicate, TtlEnded, TableSpared, Answered, HitsRelayed, HitsCame, Dropped }

/// <summary>What was learned about hosts since the last of these; to be saved.</summary>
public sealed record HostsChanged(IReadOnlyList<KnownHost> Changed, IReadOnlyList<PeerAddress> Forgotten) : Notice;

/// <summary>Neighbours are missing and nobody is left to dial: whoever knows hosts should tell them by <see cref="HostsHeard"/>.</summary>
public sealed record HostsWanted : Notice;
