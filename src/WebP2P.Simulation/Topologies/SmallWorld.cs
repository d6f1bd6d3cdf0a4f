using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Topologies;

/// <summary>A ring in which each node knows its nearest ones, and a share of the edges leads somewhere else instead (Watts, Strogatz 1998).</summary>
internal static class SmallWorld
{
    public const int DegreeMin = 4;
    public const int DegreeMax = 32;

    private const int DrawsMax = 20;

    /// <summary>A connected one, unless twenty draws gave none.</summary>
    public static Topology Draw(int nodes, int degree, int rewiredPercent, Dice dice)
    {
        Topology? drawn = null;
        for (var draw = 0; draw < DrawsMax; draw++)
        {
            drawn = DrawOnce(nodes, degree, rewiredPercent, dice);
            if (drawn.Components() == 1) break;
        }
        return drawn!;
    }

    private static Topology DrawOnce(int nodes, int degree, int rewiredPercent, Dice dice)
    {
        var edges = new EdgeSet(nodes * degree / 2);
        for (var distance = 1; distance <= degree / 2; distance++)
            for (var node = 0; node < nodes; node++) edges.TryAdd(node, (node + distance) % nodes);
        for (var index = 0; index < edges.Count; index++)
        {
            if (dice.Below(100) >= rewiredPercent) continue;
            var (one, elsewhere) = (edges.Edges[index].One, dice.Below(nodes));
            if (one != elsewhere && !edges.Contains(one, elsewhere)) edges.Replace(index, one, elsewhere);
        }
        return new Topology(nodes, edges.Edges);
    }
}
