using System.Globalization;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Topologies;

/// <summary>How a topology comes to be.</summary>
public enum TopologyKind
{
    /// <summary>From a file of edges.</summary>
    File,

    /// <summary>All nodes have the same number of neighbours.</summary>
    Random,

    /// <summary>Few nodes have many neighbours (preferential attachment).</summary>
    PowerLaw,

    /// <summary>A ring with some edges that lead elsewhere.</summary>
    SmallWorld,

    /// <summary>By the overlay's own bootstrap.</summary>
    Grown,
}

/// <summary>A topology as it is asked for: a file, <c>random:DEGREE</c>, <c>powerlaw:M</c>, <c>smallworld:DEGREE:REWIREDPERCENT</c> or <c>grown</c>.</summary>
/// <param name="Degree">Neighbours of a node; of a power law, links that a new node makes.</param>
public sealed record TopologyChoice(TopologyKind Kind, int Degree, int RewiredPercent, string? Path)
{
    /// <summary>Reads the text; exactly one of choice and problem is there afterwards. A text without a known beginning is a path.</summary>
    public static bool TryParse(string text, out TopologyChoice? choice, out string? problem)
    {
        var parts = text.Split(':');
        (choice, problem) = parts[0] switch
        {
            "" => (null, "A topology is a file of edges, random:DEGREE, powerlaw:M, smallworld:DEGREE:REWIREDPERCENT or grown."),
            "random" => Read(TopologyKind.Random, parts, 2, $"random:DEGREE takes {RandomRegular.DegreeMin} to {RandomRegular.DegreeMax} neighbours, as in random:6."),
            "powerlaw" => Read(TopologyKind.PowerLaw, parts, 2, $"powerlaw:M takes 1 to {PowerLaw.LinksMax} links, as in powerlaw:3."),
            "smallworld" => Read(TopologyKind.SmallWorld, parts, 3, $"smallworld:DEGREE:REWIREDPERCENT takes an even number of {SmallWorld.DegreeMin} to {SmallWorld.DegreeMax} neighbours and 0 to 100 percent, as in smallworld:6:10."),
            "grown" => Read(TopologyKind.Grown, parts, 1, "grown takes no figures."),
            _ => (new TopologyChoice(TopologyKind.File, 0, 0, text), null),
        };
        return choice is not null;
    }

    /// <summary>Why so many nodes cannot have it, in a sentence; null when they can.</summary>
    public string? ProblemWith(int nodes) => Kind switch
    {
        TopologyKind.Random when Degree >= nodes => $"With {Degree} neighbours each there are more than {Degree} nodes.",
        TopologyKind.Random when Degree == RandomRegular.DegreeMin && nodes < 3 => "A circle has at least 3 nodes.",
        TopologyKind.Random when (long)Degree * nodes % 2 != 0 => "With an odd number of neighbours each the number of nodes is even.",
        TopologyKind.PowerLaw when Degree >= nodes => $"With {Degree} links of a new node there are more than {Degree} nodes.",
        TopologyKind.SmallWorld when Degree >= nodes => $"With {Degree} neighbours each there are more than {Degree} nodes.",
        _ => null,
    };

    /// <summary>Draws one for so many nodes; of a kind that is drawn.</summary>
    public Topology Draw(int nodes, Dice dice) => Kind switch
    {
        TopologyKind.Random => RandomRegular.Draw(nodes, Degree, dice),
        TopologyKind.PowerLaw => PowerLaw.Draw(nodes, Degree, dice),
        TopologyKind.SmallWorld => SmallWorld.Draw(nodes, Degree, RewiredPercent, dice),
        _ => throw new InvalidOperationException($"A topology of kind {Kind} is not drawn."),
    };

    private static (TopologyChoice?, string?) Read(TopologyKind kind, string[] parts, int count, string problem)
    {
        var (degree, rewired) = (0, 0);
        if (parts.Length != count || (count > 1 && !TryFigure(parts[1], out degree)) || (count > 2 && !TryFigure(parts[2], out rewired))) return (null, problem);
        var isWithin = kind switch
        {
            TopologyKind.Random => degree is >= RandomRegular.DegreeMin and <= RandomRegular.DegreeMax,
            TopologyKind.PowerLaw => degree is >= 1 and <= PowerLaw.LinksMax,
            TopologyKind.SmallWorld => degree is >= SmallWorld.DegreeMin and <= SmallWorld.DegreeMax && degree % 2 == 0 && rewired <= 100,
            _ => true,
        };
        return isWithin ? (new TopologyChoice(kind, degree, rewired, null), null) : (null, problem);
    }

    private static bool TryFigure(string text, out int figure) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out figure);
}
