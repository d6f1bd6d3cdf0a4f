using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Topologies;

/// <summary>Preferential attachment (Barabási, Albert 1999): each new node links to so many others, each as likely as it has neighbours.</summary>
internal static class PowerLaw
{
    public const int LinksMax = 20;

    /// <summary>Always connected: all begins with <paramref name="links"/> + 1 nodes that are all linked to each other.</summary>
    public static Topology Draw(int nodes, int links, Dice dice)
    {
        var edges = new EdgeSet(nodes * links);
        // Every node stands in it once for each of its neighbours, so a drawn place is a draw by degree.
        var ends = new List<int>(2 * nodes * links);
        for (var node = 1; node <= links; node++)
            for (var other = 0; other < node; other++) Add(edges, ends, node, other);
        for (var node = links + 1; node < nodes; node++)
        {
            var (before, added) = (ends.Count, 0);
            while (added < links)
            {
                if (Add(edges, ends, node, ends[dice.Below(before)])) added++;
            }
        }
        return new Topology(nodes, edges.Edges);
    }

    private static bool Add(EdgeSet edges, List<int> ends, int node, int other)
    {
        if (!edges.TryAdd(node, other)) return false;
        ends.Add(node);
        ends.Add(other);
        return true;
    }
}
