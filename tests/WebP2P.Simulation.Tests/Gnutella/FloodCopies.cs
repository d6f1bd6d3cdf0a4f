using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>How many copies of a query a flood makes, counted on the graph: the origin sends one to each neighbour, whoever is nearer than the TTL one to each neighbour but one.</summary>
internal sealed class FloodCopies
{
    private readonly List<int>[] neighbours;
    private readonly int[] metBy;
    private int floods;

    public FloodCopies(Topology topology)
    {
        neighbours = [.. Enumerable.Range(0, topology.Nodes).Select(_ => new List<int>())];
        metBy = new int[topology.Nodes];
        foreach (var edge in topology.Edges)
        {
            neighbours[edge.One].Add(edge.Other);
            neighbours[edge.Other].Add(edge.One);
        }
    }

    public int Of(int origin, int ttl)
    {
        metBy[origin] = ++floods;
        var copies = neighbours[origin].Count;
        List<int> ring = [origin];
        for (var hop = 1; hop < ttl; hop++)
        {
            List<int> next = [];
            foreach (var met in ring.SelectMany(node => neighbours[node]).Where(node => metBy[node] != floods))
            {
                metBy[met] = floods;
                copies += neighbours[met].Count - 1;
                next.Add(met);
            }
            ring = next;
        }
        return copies;
    }
}
