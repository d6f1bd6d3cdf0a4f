using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What neighbours told of themselves, as a forecast of how far a query comes.</summary>
internal static class Surroundings
{
    private const int PerMille = 1_000;

    public static ReachForecast Forecast(SearchGround ground) => Forecast(ground, All(ground.Neighbours));

    /// <param name="neighbours">In the order in which they will be asked.</param>
    public static ReachForecast Forecast(SearchGround ground, IReadOnlyList<Neighbour> neighbours) =>
        new([.. neighbours.Select(neighbour => neighbour.Degree)], NewPerMille(neighbours), ground.Size.Nodes(ground.Hosts.Count))
        {
            FloodsTold = Horizons.Floods(ground.Neighbours.Self, neighbours),
            SparesLastHop = neighbours.Any(neighbour => neighbour.Routes?.Table is not null),
        };

    /// <summary>The neighbours in an order that is drawn.</summary>
    public static IReadOnlyList<Neighbour> Drawn(NeighbourTable table, Dice dice)
    {
        Neighbour[] drawn = [.. All(table)];
        for (var left = drawn.Length; left > 1; left--)
        {
            var place = dice.Below(left);
            (drawn[left - 1], drawn[place]) = (drawn[place], drawn[left - 1]);
        }
        return drawn;
    }

    /// <summary>The neighbours in the order of their places.</summary>
    public static List<Neighbour> All(NeighbourTable table)
    {
        List<Neighbour> all = [];
        foreach (var neighbour in table.All) all.Add(neighbour);
        return all;
    }

    /// <summary>Of 1,000 nodes that neighbours told of as theirs, how many are neither neighbours of the own nor were told before.</summary>
    private static int NewPerMille(IReadOnlyList<Neighbour> neighbours)
    {
        HashSet<NodeId> met = [.. neighbours.Select(neighbour => neighbour.Node)];
        var (told, added) = (0, 0);
        foreach (var node in neighbours.SelectMany(neighbour => neighbour.Told ?? []))
        {
            told++;
            if (met.Add(node)) added++;
        }
        return told == 0 ? PerMille : added * PerMille / told;
    }
}
