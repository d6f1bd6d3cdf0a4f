namespace WebP2P.Simulation.Topologies;

/// <summary>Undirected edges in the order they were added, none twice.</summary>
internal sealed class EdgeSet(int expected)
{
    private readonly List<TopologyEdge> edges = new(expected);
    private readonly HashSet<long> known = new(expected);

    public int Count => edges.Count;

    public IReadOnlyList<TopologyEdge> Edges => edges;

    public bool Contains(int one, int other) => known.Contains(Key(one, other));

    /// <summary>False when the nodes are the same or linked already.</summary>
    public bool TryAdd(int one, int other)
    {
        if (one == other || !known.Add(Key(one, other))) return false;
        edges.Add(new TopologyEdge(one, other));
        return true;
    }

    /// <summary>Puts an edge in another one's place; the caller has looked that it is new.</summary>
    public void Replace(int index, int one, int other)
    {
        known.Remove(Key(edges[index].One, edges[index].Other));
        known.Add(Key(one, other));
        edges[index] = new TopologyEdge(one, other);
    }

    private static long Key(int one, int other) => ((long)Math.Min(one, other) << 32) | (uint)Math.Max(one, other);
}
