using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How the machine stands: an immutable copy for those who look.</summary>
public sealed record GnutellaFigures(IReadOnlyList<NeighbourFigures> Neighbours, IReadOnlyList<KnownHost> Hosts, int HostsKnown, int SeenIds, IReadOnlyList<MapLink> Map)
{
    /// <summary>Hosts and links listed at most.</summary>
    public const int RowsMax = 1_000;
}

/// <summary>One neighbour.</summary>
/// <param name="Degree">Neighbours it says it has; 0 while it has not said.</param>
/// <param name="TableFillPerMille">Set slots of its routing table, of 1,000; -1 without a table.</param>
/// <param name="IsSlowed">It sent more than its share and is being slowed.</param>
public sealed record NeighbourFigures(
    NodeId Node,
    long SinceMs,
    bool IsDialled,
    int Degree,
    long Files,
    long QueriesIn,
    long QueriesOut,
    long HitsIn,
    long HitsOut,
    int TableFillPerMille,
    bool IsSlowed,
    IReadOnlyDictionary<DropReason, long> Drops);

/// <summary>A link of the overlay that this node knows of: its own, or told by a neighbour's pong.</summary>
public sealed record MapLink(NodeId One, NodeId Other);
