namespace WebP2P.Simulation.Topologies;

/// <summary>Two nodes, by number, that have a link.</summary>
public readonly record struct TopologyEdge(int One, int Other);

/// <summary>Who is linked to whom: nodes from 0 and undirected edges, none twice and none of a node to itself.</summary>
public sealed class Topology(int nodes, IReadOnlyList<TopologyEdge> edges)
{
    /// <summary>Most nodes of any topology.</summary>
    public const int NodesMax = 1_000_000;

    /// <summary>Most edges of any topology.</summary>
    public const int EdgesMax = 20_000_000;

    public int Nodes => nodes;

    public IReadOnlyList<TopologyEdge> Edges => edges;

    /// <summary>How many neighbours each node has.</summary>
    public int[] Degrees()
    {
        var degrees = new int[nodes];
        foreach (var edge in edges)
        {
            degrees[edge.One]++;
            degrees[edge.Other]++;
        }
        return degrees;
    }

    /// <summary>Parts that no path connects; a node without neighbours is one.</summary>
    public int Components()
    {
        var parents = new int[nodes];
        for (var node = 0; node < nodes; node++) parents[node] = node;
        var components = nodes;
        foreach (var edge in edges)
        {
            var (one, other) = (Root(parents, edge.One), Root(parents, edge.Other));
            if (one == other) continue;
            parents[one] = other;
            components--;
        }
        return components;
    }

    private static int Root(int[] parents, int node)
    {
        while (parents[node] != node) node = parents[node] = parents[parents[node]];
        return node;
    }
}
