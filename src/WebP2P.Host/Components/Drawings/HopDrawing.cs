using System.Globalization;
using System.Text;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Components.Drawings;

/// <summary>A traced query as a picture: nodes stand in columns by their hops from the one that asked, lines are messages.</summary>
public sealed class HopDrawing
{
    /// <summary>Nodes that are drawn in a column; the others stand in the table.</summary>
    public const int ColumnMax = 48;

    public const int Width = 720;
    private const int RowHeight = 9;
    private const int Margin = 12;

    /// <summary>Of a message whose receiver is not known.</summary>
    private const int StubWidth = 10;

    private readonly IReadOnlyList<LabStep> steps;
    private readonly Dictionary<int, int> hops = [];
    private readonly Dictionary<int, (double X, double Y)> places = [];
    private readonly HashSet<int> holders = [];

    public HopDrawing(IReadOnlyList<LabStep> steps)
    {
        this.steps = steps;
        if (steps.Count > 0) hops[steps[0].From] = 0;
        foreach (var step in steps)
        {
            if (step.Kind == "query" && hops.TryGetValue(step.From, out var from)) hops.TryAdd(step.To, from + 1);
            if (step is { Kind: "hit", Hops: 0 }) holders.Add(step.From);
        }

        Columns = [.. hops.GroupBy(pair => pair.Value, pair => pair.Key).OrderBy(column => column.Key).Select(column => Rows(column.Key, column))];
        Height = (2 * Margin) + (RowHeight * Math.Max(1, Columns.Select(column => Math.Min(ColumnMax, column.Nodes)).DefaultIfEmpty(1).Max()));
        Place();
    }

    public int Height { get; }

    /// <summary>What the picture shows, in figures, by hops.</summary>
    public IReadOnlyList<HopRow> Columns { get; }

    /// <summary>Nodes that sent a hit of their own.</summary>
    public int Holders => holders.Count;

    /// <summary>Whether some nodes have no room in the picture.</summary>
    public bool IsCut => Columns.Any(column => column.Nodes > ColumnMax);

    /// <summary>One path for each kind of message, of the first <paramref name="count"/> steps; later kinds lie above earlier ones.</summary>
    public IReadOnlyList<(string Kind, string Path)> Lines(int count)
    {
        var paths = new Dictionary<string, StringBuilder> { ["duplicate"] = new(), ["query"] = new(), ["lost"] = new(), ["hit"] = new() };
        foreach (var step in steps.Take(count))
        {
            if (!paths.TryGetValue(step.Kind, out var path) || !places.TryGetValue(step.From, out var from) || !places.TryGetValue(step.To, out var to)) continue;
            path.Append(CultureInfo.InvariantCulture, $"M{from.X:0.#} {from.Y:0.#}");
            if (step.From == step.To) path.Append(CultureInfo.InvariantCulture, $"h{StubWidth}");
            else path.Append(CultureInfo.InvariantCulture, $"L{to.X:0.#} {to.Y:0.#}");
        }

        return [.. paths.Where(pair => pair.Value.Length > 0).Select(pair => (pair.Key, pair.Value.ToString()))];
    }

    /// <summary>Dots of the nodes that the first <paramref name="count"/> steps came to, and of those among them that have what is asked for.</summary>
    public (string Nodes, string Holders) Dots(int count)
    {
        var (nodes, found) = (new StringBuilder(), new StringBuilder());
        var come = steps.Take(count).Where(step => step.Kind == "query").Select(step => step.To).Concat(steps.Take(1).Select(step => step.From)).ToHashSet();
        foreach (var (node, place) in places.Where(pair => come.Contains(pair.Key)))
            (holders.Contains(node) ? found : nodes).Append(CultureInfo.InvariantCulture, $"M{place.X:0.#} {place.Y:0.#}h.01");
        return (nodes.ToString(), found.ToString());
    }

    private HopRow Rows(int hop, IEnumerable<int> column)
    {
        var nodes = column.ToHashSet();
        var sent = steps.Where(step => step.Kind != "hit" && hops.TryGetValue(step.From, out var from) && from == hop).ToList();
        return new HopRow(hop, nodes.Count, sent.Count, sent.Count(step => step.Kind == "duplicate"), sent.Count(step => step.Kind == "lost"), holders.Count(nodes.Contains));
    }

    /// <summary>Those that a hit came through keep their place in a column that is too long; each column follows the order of the one before it.</summary>
    private void Place()
    {
        var carried = steps.Where(step => step.Kind == "hit").SelectMany(step => (int[])[step.From, step.To]).ToHashSet();
        var last = Math.Max(1, Columns.Count - 1);
        foreach (var column in hops.GroupBy(pair => pair.Value, pair => pair.Key).OrderBy(column => column.Key))
        {
            var kept = column.OrderByDescending(carried.Contains).Take(ColumnMax).ToHashSet();
            List<int> shown = [.. column.Where(kept.Contains)];
            for (var row = 0; row < shown.Count; row++)
                places[shown[row]] = (Margin + ((Width - (2.0 * Margin)) * column.Key / last), Margin + ((Height - (2.0 * Margin)) * (row + 0.5) / shown.Count));
        }
    }
}

/// <summary>What happened at nodes of one distance.</summary>
/// <param name="Nodes">How many the query came to.</param>
/// <param name="Sent">Copies that they sent.</param>
/// <param name="Duplicates">Of those, how many came to a node that had the query.</param>
/// <param name="Holders">Nodes that have what was asked for.</param>
public sealed record HopRow(int Hops, int Nodes, int Sent, int Duplicates, int Lost, int Holders);
