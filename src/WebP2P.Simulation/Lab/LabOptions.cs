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

    /// <summary>Of a million nodes, how many are dead from the start of the queries, without a goodbye.</summary>
    public int FailPerMillion { get; init; }

    /// <summary>Shape K of Weibull session times, in thousandths; 1,000 is exponential. 0: no churn.</summary>
    public int ChurnShapePerMille { get; init; }

    /// <summary>Scale of the session times, ms.</summary>
    public long ChurnScaleMs { get; init; }

    /// <summary>Shortest time of a message over a link, ms. 0 to 60,000.</summary>
    public int DelayMinMs { get; init; } = 50;

    /// <summary>Longest time of a message over a link, ms. <see cref="DelayMinMs"/> to 60,000.</summary>
    public int DelayMaxMs { get; init; } = 50;

    /// <summary>Start of all dice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Virtual time after which a run ends, ms.</summary>
    public long VirtualMsMax { get; init; } = 86_400_000;

    /// <summary>Whether the steps of the first query are kept for a trace.</summary>
    public bool Traces { get; init; }

    /// <summary>Why these options cannot be used, in one sentence; null when they can. A file of edges is read for it.</summary>
    public string? Problem() => LabBounds.Problem(this);
}
