using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Copies what is known of neighbours and hosts for those who look.</summary>
internal sealed class FigureRows(NeighbourTable neighbours, HostCache hosts, SeenTable seen)
{
    public GnutellaFigures Now(long nowMs)
    {
        List<NeighbourFigures> rows = [];
        HashSet<MapLink> map = [];
        foreach (var neighbour in neighbours.All)
        {
            if (rows.Count >= GnutellaFigures.RowsMax) continue;
            rows.Add(Row(neighbour, nowMs));
            map.Add(LinkOf(neighbours.Self, neighbour.Node));
        }
        foreach (var neighbour in neighbours.All)
        {
            foreach (var told in neighbour.Told ?? [])
            {
                if (map.Count < GnutellaFigures.RowsMax) map.Add(LinkOf(neighbour.Node, told));
            }
        }
        return new GnutellaFigures(rows, [.. hosts.All.Take(GnutellaFigures.RowsMax).Select(host => host.Known)], hosts.Count, seen.Count, [.. map]);
    }

    private static NeighbourFigures Row(Neighbour neighbour, long nowMs) => new(
        neighbour.Node, neighbour.SinceMs, neighbour.IsDialled, neighbour.Degree, neighbour.Files,
        neighbour.QueriesIn, neighbour.QueriesOut, neighbour.HitsIn, neighbour.HitsOut, neighbour.Routes?.Table?.FillPerMille ?? -1, neighbour.Manners?.IsSlowed(nowMs) == true, neighbour.Drops);

    /// <summary>One row, whichever end told of it.</summary>
    private static MapLink LinkOf(NodeId one, NodeId other) => one < other ? new MapLink(one, other) : new MapLink(other, one);
}
