using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Simulation.Lab;

/// <summary>One run of the lab: the network, what happens to it, and what is asked. Whole numbers only; the same options give the same digest.</summary>
public sealed record LabOptions
{
    /// <summary>Gnutella or Napster.</summary>
    public OverlayKind Overlay { get; init; } = OverlayKind.Gnutella;

    /// <summary>A file of edges, <c>random:DEGREE</c>, <c>powerlaw:M</c>, <c>smallworld:DEGREE:REWIREDPERCENT</c> or <c>grown</c> (by the overlay's own bootstrap).</summary>
    public string Topology { get; init; } = "random:6";

    /// <summary>Nodes; for a file of edges null takes what the file has. 2 to 1,000,000.</summary>
    public int? Nodes { get; init; }

    /// <summary>The node that asks, from 0; null: another one for every query.</summary>
    public int? Origin { get; init; }

    /// <summary>TTL of a query. 1 to 7.</summary>
    public int Ttl { get; init; } = 4;

    /// <summary>How queries travel; null: as the overlay's rule chooses.</summary>
    public SearchWay? Strategy { get; init; } = SearchWay.Flood;

    /// <summary>Of a million nodes, how many have what is asked for. 0 to 1,000,000.</summary>
    public int ReplicasPerMillion { get; init; } = 10_000;

    /// <summary>Of a million nodes, how many share nothing (free riders). 0 to 1,000,000.</summary>
    public int FreeRidersPerMillion { get; init; }

    /// <summary>Different files that are asked for; their popularity and their copies follow Zipf's law when there is more than one. 1 to 100,000.</summary>
    public int Files { get; init; } = 1;

    /// <summary>Exponent of Zipf's law, in thousandths. 0 to 3,000.</summary>
    public int ZipfPerMille { get; init; } = 1_000;

    /// <summary>Queries, one after the other. 1 to 1,000,000.</summary>
    public int Queries { get; init; } = 1;

    /// <summary>Hits after which a search that goes step by step stops. 1 to 10,000.</summary>
    public int HitsEnough { get; init; } = 1;

    /// <summary>By how much the TTL of an expanding ring grows with each ring. 1 to 6.</summary>
    public int RingStep { get; init; } = 1;

    /// <summary>Of a million messages, how many are lost. 0 to 1,000,000.</summary>
    public int LossPerMillion { get; init; }

    /// <summary>Of a million messages, how many arrive twice.</summary>
    public int DuplicatedPerMillion { get; init; }

    /// <summary>Of a million messages, how many are overtaken by later ones.</summary>
    public int ReorderedPerMillion { get; init; }

    /// <summary>How late those are at least, ms. 0 to 60,000.</summary>
    public int ReorderMinMs { get; init; } = 50;

    /// <summary>How late they are at most, ms. <see cref="ReorderMinMs"/> to 60,000.</summary>
    public int ReorderMaxMs { get; init; } = 500;

    /// <summary>Of a million nodes, how many are dead from the start of the queries, without a goodbye.</summary>
    public int FailPerMillion { get; init; }

    /// <summary>Shape K of Weibull session times, in thousandths; 1,000 is exponential. 0: no churn.</summary>
    public int ChurnShapePerMille { get; init; }

    /// <summary>Scale of the session times, ms.</summary>
    public long ChurnScaleMs { get; init; }

    /// <summary>Mean of the exponential time until a node that went comes back, ms; 0: it stays away. Up to thirty days.</summary>
    public long AwayMs { get; init; } = 10_000;

    /// <summary>Of a million sessions, how many end without a goodbye. 0 to 1,000,000.</summary>
    public int CrashesPerMillion { get; init; } = 500_000;

    /// <summary>Of a million returns, how many are at another address. 0 to 1,000,000.</summary>
    public int MovesPerMillion { get; init; } = 1_000_000;

    /// <summary>Shortest time of a message over a link, ms. 0 to 60,000.</summary>
    public int DelayMinMs { get; init; } = 50;

    /// <summary>Longest time of a message over a link, ms. <see cref="DelayMinMs"/> to 60,000.</summary>
    public int DelayMaxMs { get; init; } = 50;

    /// <summary>Whether each link keeps one delay instead of each message drawing its own.</summary>
    public bool DelayIsOfLink { get; init; }

    /// <summary>Shortest time that comes on top of the delay, for each message anew, ms. 0 to 60,000.</summary>
    public int JitterMinMs { get; init; }

    /// <summary>Longest time on top of the delay, ms. <see cref="JitterMinMs"/> to 60,000.</summary>
    public int JitterMaxMs { get; init; }

    /// <summary>Bytes that a link carries a second each way; 0: no limit. 1,000 to 1,000,000,000,000.</summary>
    public long LinkBytesPerSecond { get; init; }

    /// <summary>Of 1,000 dials, how many fail although the node is there. 0 to 1,000.</summary>
    public int DialFailuresPerMille { get; init; }

    /// <summary>How far a node's wall clock is off at most, either way, ms. 0 to a week.</summary>
    public int ClockSkewMaxMs { get; init; }

    /// <summary>When which part of the nodes is cut off from the others, counted from the first query. Up to 32.</summary>
    public LabPartitions Partitions { get; init; } = LabPartitions.None;

    /// <summary>Start of all dice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Virtual time after which a run ends, ms.</summary>
    public long VirtualMsMax { get; init; } = 86_400_000;

    /// <summary>Whether the steps of the first query are kept for a trace.</summary>
    public bool Traces { get; init; }

    /// <summary>How long a message of usual size may take over a link that carries nothing else and does not hold it back, ms.</summary>
    internal long OneWayMsMax => DelayMaxMs + JitterMaxMs + (LinkBytesPerSecond > 0 ? UsualBytes * 1_000L / LinkBytesPerSecond : 0);

    /// <summary>How late a message is at most that others overtake, ms.</summary>
    internal long LateMsMax => ReorderedPerMillion > 0 ? ReorderMaxMs : 0;

    private const int UsualBytes = 1_000;

    /// <summary>Why these options cannot be used, in one sentence; null when they can. A file of edges is read for it.</summary>
    public string? Problem() => LabBounds.Problem(this);
}
