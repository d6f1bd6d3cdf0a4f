using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// How many nodes are within 1, 2, 3 ... hops of a neighbour, on ways that do not lead through this node: each pong carries sketches that were made of
/// those of the neighbours' pongs (the neighbourhood function as Palmer et al. 2002 and Boldi et al. 2011 spread it), so with every round they see one hop further.
/// </summary>
internal static class Horizons
{
    /// <summary>A query of the longest TTL goes so many hops from the neighbour that it is sent to.</summary>
    public const int RadiusMax = Header.TtlAndHopsMax - 1;

    public const int BytesMax = RadiusMax * NodeSketch.Counters;

    /// <summary>Below it the ways are so few that a flood comes to everybody.</summary>
    private const int SmallNodes = 50;

    /// <summary>Up to this TTL first copies come the short way.</summary>
    private const int ShortTtl = 2;

    /// <summary>What a flood comes to of those that the TTL would reach, in the middle of three simulated topologies.</summary>
    private const int FloodedPerMille = 700;

    /// <summary>What a neighbour is told: what lies behind this node for it. It ends where fewer than half of the others have told what is further.</summary>
    public static byte[] For(NodeId asker, NodeId self, NeighbourTable neighbours)
    {
        Neighbour[] others = [.. Surroundings.All(neighbours).Where(neighbour => neighbour.Node != asker)];
        var horizon = new byte[BytesMax];
        for (var radius = 1; radius <= RadiusMax; radius++)
        {
            if (others.Count(neighbour => Tells(neighbour, radius - 1)) * 2 < others.Length) return horizon[..((radius - 1) * NodeSketch.Counters)];
            var sketch = From(self);
            foreach (var neighbour in others) Merge(neighbour, radius - 1, sketch);
            sketch.Ranks.CopyTo(horizon.AsSpan((radius - 1) * NodeSketch.Counters));
        }
        return horizon;
    }

    public static bool IsWellFormed(ReadOnlySpan<byte> horizon) =>
        horizon.Length <= BytesMax && horizon.Length % NodeSketch.Counters == 0 && !horizon.ContainsAnyExceptInRange((byte)0, (byte)NodeSketch.RankMax);

    /// <summary>Whether the neighbour has told what is within so many hops of it.</summary>
    public static bool Tells(Neighbour neighbour, int radius) => radius * NodeSketch.Counters <= (neighbour.Horizon?.Length ?? 0);

    /// <summary>Adds what is within so many hops of the neighbour, or as much of it as it has told.</summary>
    public static void Merge(Neighbour neighbour, int radius, NodeSketch sketch)
    {
        var told = Math.Min(radius, (neighbour.Horizon?.Length ?? 0) / NodeSketch.Counters);
        if (told == 0) sketch.Add(neighbour.Node);
        else sketch.Merge(neighbour.Horizon.AsSpan((told - 1) * NodeSketch.Counters, NodeSketch.Counters));
    }

    /// <summary>A sketch to which neighbours' are added. This node is in it: one neighbour reaches it by way of another.</summary>
    public static NodeSketch From(NodeId self)
    {
        var sketch = new NodeSketch();
        sketch.Add(self);
        return sketch;
    }

    /// <summary>The nodes in such a sketch but this one.</summary>
    public static long Others(NodeSketch sketch) => sketch.Nodes(known: 1);

    /// <summary>
    /// How many of the nodes within its TTL a flood comes to: where delays differ, a first copy often comes the longer way round, with less TTL left,
    /// and the later one that would go further is a duplicate.
    /// </summary>
    public static long Flooded(int ttl, long within) => ttl <= ShortTtl ? within : Math.Min(within, Math.Max(SmallNodes, within * FloodedPerMille / 1_000));

    /// <summary>Nodes that a flood of TTL 1, 2, 3 ... to all of them comes to, as far as half of them have told.</summary>
    public static IReadOnlyList<long> Floods(NodeId self, IReadOnlyList<Neighbour> neighbours)
    {
        List<long> nodes = [];
        for (var ttl = 1; ttl <= Header.TtlAndHopsMax && neighbours.Count > 0; ttl++)
        {
            if (neighbours.Count(neighbour => Tells(neighbour, ttl - 1)) * 2 < neighbours.Count) break;
            var sketch = From(self);
            foreach (var neighbour in neighbours) Merge(neighbour, ttl - 1, sketch);
            nodes.Add(ttl == 1 ? neighbours.Count : Math.Max(nodes[^1], Flooded(ttl, Others(sketch))));
        }
        return nodes;
    }
}
