using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Components.Drawings;

/// <summary>How far a node of the map is from the own one: itself, a neighbour, or a neighbour's neighbour.</summary>
public enum MapTier
{
    Own,
    Neighbour,
    Beyond,
}

/// <summary>One node where it is drawn.</summary>
/// <param name="Linked">Nodes of the map that it is known to have a link to, in a fixed order.</param>
public sealed record MapNode(NodeId Node, MapTier Tier, double X, double Y, IReadOnlyList<NodeId> Linked);

/// <summary>A link between two drawn nodes, by their places in <see cref="OverlayMapLayout.Nodes"/>.</summary>
public readonly record struct MapEdge(int One, int Other);

/// <summary>
/// The known overlay on two ellipses around the own node: neighbours on the inner one, each with its own neighbours outside of it.
/// The order follows the ids, so that a node keeps its place while others come and go.
/// </summary>
public sealed class OverlayMapLayout
{
    /// <summary>Nodes beyond the neighbours that are drawn; more cannot be told apart.</summary>
    public const int BeyondMax = 60;

    /// <summary>Neighbours that are drawn.</summary>
    public const int NeighboursMax = 32;

    public const int Width = 600;

    private const int HeightMax = 380;
    private const int HeightAlone = 260;

    /// <summary>Around the highest node and the lowest: a flat network needs no high drawing.</summary>
    private const double Margin = 60;

    private const double InnerX = 150;
    private const double InnerY = 95;
    private const double AloneX = 200;
    private const double AloneY = 100;
    private const double OuterX = 245;
    private const double OuterY = 158;

    private readonly Dictionary<NodeId, SortedSet<NodeId>> linked = [];

    private OverlayMapLayout(NodeId self, IEnumerable<NodeId> neighbours, IEnumerable<MapLink> links)
    {
        foreach (var neighbour in neighbours) Link(self, neighbour);
        foreach (var link in links) Link(link.One, link.Other);
        var inner = LinkedTo(self).Take(NeighboursMax).ToList();
        var children = Children(self, inner);
        Height = children.Exists(own => own.Count > 0) ? HeightMax : HeightAlone;
        var drawn = new HashSet<NodeId>([self, .. inner, .. children.SelectMany(child => child)]);
        NodesKnown = linked.Count == 0 ? 1 : linked.Count;
        var nodes = Place(self, inner, children, drawn).ToList();
        var cut = Math.Max(0, (int)((Height / 2.0) - nodes.Max(node => Math.Abs(node.Y - (Height / 2.0))) - Margin));
        Height -= 2 * cut;
        Nodes = nodes.ConvertAll(node => node with { Y = node.Y - cut });
        Edges = Connect();
    }

    /// <summary>The own node first, then neighbours, then those beyond.</summary>
    public IReadOnlyList<MapNode> Nodes { get; }

    public IReadOnlyList<MapEdge> Edges { get; }

    /// <summary>Also those for which there was no room.</summary>
    public int NodesKnown { get; }

    /// <summary>Of the drawing; its width is <see cref="Width"/>.</summary>
    public int Height { get; }

    public static OverlayMapLayout Of(NodeId self, IEnumerable<NodeId> neighbours, IEnumerable<MapLink> links) => new(self, neighbours, links);

    private void Link(NodeId one, NodeId other)
    {
        if (one == other) return;
        (linked.TryGetValue(one, out var ofOne) ? ofOne : linked[one] = []).Add(other);
        (linked.TryGetValue(other, out var ofOther) ? ofOther : linked[other] = []).Add(one);
    }

    private SortedSet<NodeId> LinkedTo(NodeId node) => linked.TryGetValue(node, out var others) ? others : [];

    /// <summary>Each node beyond stands with one neighbour; the neighbours take turns while there is room.</summary>
    private List<List<NodeId>> Children(NodeId self, List<NodeId> inner)
    {
        var taken = new HashSet<NodeId>([self, .. LinkedTo(self)]);
        var waiting = inner.ConvertAll(neighbour => new Queue<NodeId>(LinkedTo(neighbour)));
        var children = inner.ConvertAll(_ => new List<NodeId>());
        for (var room = BeyondMax; room > 0 && waiting.Exists(queue => queue.Count > 0);)
            for (var at = 0; at < inner.Count && room > 0; at++)
                if (TakeNext(waiting[at], taken) is { } child)
                {
                    children[at].Add(child);
                    room--;
                }

        return children;
    }

    private static NodeId? TakeNext(Queue<NodeId> waiting, HashSet<NodeId> taken)
    {
        while (waiting.TryDequeue(out var next))
            if (taken.Add(next)) return next;
        return null;
    }

    private IEnumerable<MapNode> Place(NodeId self, List<NodeId> inner, List<List<NodeId>> children, HashSet<NodeId> drawn)
    {
        yield return At(self, MapTier.Own, 0, 0, 0, drawn);
        var beyond = new List<MapNode>();
        var whole = (double)children.Sum(Share);
        // Without an outer ellipse the inner one is wide and flat.
        var (innerX, innerY) = Height == HeightMax ? (InnerX, InnerY) : (AloneX, AloneY);
        var start = -Math.PI / 2;
        for (var at = 0; at < inner.Count; at++)
        {
            var sector = 2 * Math.PI * Share(children[at]) / whole;
            yield return At(inner[at], MapTier.Neighbour, start + (sector / 2), innerX, innerY, drawn);
            for (var child = 0; child < children[at].Count; child++)
                beyond.Add(At(children[at][child], MapTier.Beyond, start + (sector * (child + 0.5) / children[at].Count), OuterX, OuterY, drawn));
            start += sector;
        }

        foreach (var node in beyond) yield return node;

        // A neighbour without known neighbours needs room for its name, too.
        static int Share(List<NodeId> own) => Math.Max(2, own.Count);
    }

    private MapNode At(NodeId node, MapTier tier, double angle, double radiusX, double radiusY, HashSet<NodeId> drawn) => new(
        node,
        tier,
        (Width / 2.0) + (radiusX * Math.Cos(angle)),
        (Height / 2.0) + (radiusY * Math.Sin(angle)),
        [.. LinkedTo(node).Where(drawn.Contains)]);

    private List<MapEdge> Connect()
    {
        var places = Nodes.Index().ToDictionary(node => node.Item.Node, node => node.Index);
        return [.. from node in Nodes.Index() from other in node.Item.Linked let place = places[other] where place > node.Index select new MapEdge(node.Index, place)];
    }
}
