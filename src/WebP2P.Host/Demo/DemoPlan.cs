using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Demo;

/// <summary>What a demo consists of.</summary>
/// <param name="IsLine">Without an index server: each node has the next one as its neighbour; else a random graph.</param>
internal sealed record DemoPlan(int Nodes, IReadOnlyList<OverlayKind> Overlays, bool IsLine = false)
{
    public static IReadOnlyList<OverlayKind> AllOverlays { get; } = [OverlayKind.Napster, OverlayKind.Gnutella];

    public bool HasIndex => Overlays.Contains(OverlayKind.Napster);

    /// <summary>Which nodes are linked when nothing else brings them together: a graph in one piece, the same one every time.</summary>
    public IReadOnlyList<(int From, int To)> Links()
    {
        if (HasIndex) return [];
        var dice = new Random(Nodes);
        HashSet<(int From, int To)> links = [];
        for (var node = 1; node < Nodes; node++) links.Add((IsLine ? node - 1 : dice.Next(node), node));
        for (var more = 0; !IsLine && more < Nodes / 3; more++)
        {
            var (one, other) = (dice.Next(Nodes), dice.Next(Nodes));
            if (one != other) links.Add((Math.Min(one, other), Math.Max(one, other)));
        }
        return [.. links.Order()];
    }
}
