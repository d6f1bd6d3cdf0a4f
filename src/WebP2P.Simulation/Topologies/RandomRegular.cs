using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Topologies;

/// <summary>Every node has the same number of neighbours, drawn by pairing stubs; what does not pair is exchanged with an edge that does.</summary>
internal static class RandomRegular
{
    public const int DegreeMin = 2;
    public const int DegreeMax = 32;

    private const int DrawsMax = 20;
    private const int ExchangesMax = 1_000;

    /// <summary>A connected one, unless twenty draws gave none.</summary>
    public static Topology Draw(int nodes, int degree, Dice dice)
    {
        if (degree == DegreeMin) return Circle(nodes, dice);
        var drawn = DrawOnce(nodes, degree, dice);
        for (var draw = 1; draw < DrawsMax && (drawn.Edges.Count < nodes * (long)degree / 2 || drawn.Components() > 1); draw++)
            drawn = DrawOnce(nodes, degree, dice);
        return drawn;
    }

    /// <summary>When most pairs are edges, those that are none are drawn.</summary>
    private static Topology DrawOnce(int nodes, int degree, Dice dice) =>
        2 * degree < nodes ? Pair(nodes, degree, dice) : Complement(nodes, Pair(nodes, nodes - 1 - degree, dice));

    private static Topology Complement(int nodes, Topology missing)
    {
        var edges = new EdgeSet(nodes);
        var left = new EdgeSet(nodes);
        foreach (var edge in missing.Edges) left.TryAdd(edge.One, edge.Other);
        for (var node = 0; node < nodes; node++)
            for (var other = node + 1; other < nodes; other++)
                if (!left.Contains(node, other)) edges.TryAdd(node, other);
        return new Topology(nodes, edges.Edges);
    }

    /// <summary>With two neighbours each, only one circle through all nodes is connected.</summary>
    private static Topology Circle(int nodes, Dice dice)
    {
        var order = Shuffle.Of(nodes, dice);
        return new Topology(nodes, [.. order.Select((node, place) => new TopologyEdge(node, order[(place + 1) % nodes]))]);
    }

    private static Topology Pair(int nodes, int degree, Dice dice)
    {
        var stubs = Shuffle.Of(nodes * degree, dice);
        var edges = new EdgeSet(stubs.Length / 2);
        List<TopologyEdge> left = [];
        for (var index = 0; index < stubs.Length; index += 2)
        {
            var (one, other) = (stubs[index] / degree, stubs[index + 1] / degree);
            if (!edges.TryAdd(one, other)) left.Add(new TopologyEdge(one, other));
        }
        foreach (var pair in left) Exchange(edges, pair, dice);
        return new Topology(nodes, edges.Edges);
    }

    /// <summary>Breaks another edge in two and gives each of its ends to one of the pair, so that all degrees stay.</summary>
    private static void Exchange(EdgeSet edges, TopologyEdge pair, Dice dice)
    {
        for (var attempt = 0; attempt < ExchangesMax && edges.Count > 0; attempt++)
        {
            var index = dice.Below(edges.Count);
            var other = edges.Edges[index];
            if (pair.One == other.One || pair.Other == other.Other || edges.Contains(pair.One, other.One) || edges.Contains(pair.Other, other.Other)) continue;
            edges.Replace(index, pair.One, other.One);
            edges.TryAdd(pair.Other, other.Other);
            return;
        }
    }
}
