using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Components.Drawings;

/// <summary>Hits that came back from so many hops away: one more than the relays that they had passed.</summary>
/// <param name="Answers">Answers, each of one holder.</param>
/// <param name="AtMs">When the first of them came, after the start of the query.</param>
public readonly record struct TraceHits(int Hops, int Answers, long AtMs);

/// <summary>What went to and came from one neighbour.</summary>
/// <param name="Node">Null: what ended at this node itself.</param>
/// <param name="Ttls">Of the copies that were sent, in order: one for a flood, several for a ring.</param>
/// <param name="Duplicates">Copies that came back over it and died here.</param>
/// <param name="Spared">Copies that were not sent, since its routing table has none of the words.</param>
/// <param name="Dropped">What came from it for this query and was refused.</param>
/// <param name="Hits">Nearest first.</param>
public sealed record TraceRow(NodeId? Node, IReadOnlyList<int> Ttls, int Duplicates, int Spared, int Dropped, IReadOnlyList<TraceHits> Hits);

/// <summary>The steps of one query, told neighbour by neighbour: the way out, and what came back.</summary>
public sealed class QueryTraceLayout
{
    /// <summary>Neighbours that are drawn; those that gave most stand first.</summary>
    public const int RowsMax = 32;

    /// <summary>Hops that have a column of their own; walkers go further.</summary>
    public const int ColumnsMax = 8;

    private QueryTraceLayout(IReadOnlyList<QueryStep> steps)
    {
        var start = steps.Count == 0 ? 0 : steps.Min(step => step.AtMs);
        var rows = steps.GroupBy(Neighbour).Select(group => Row(group.Key, [.. group], start)).Where(IsTold).ToList();
        Rows = [.. rows.OrderByDescending(row => row.Hits.Sum(hits => hits.Answers)).ThenByDescending(row => row.Ttls.Count).ThenBy(row => row.Node).Take(RowsMax)];
        RowsKnown = rows.Count;
        Hops = Math.Clamp(rows.Select(Reach).DefaultIfEmpty(1).Max(), 1, ColumnsMax);
    }

    public IReadOnlyList<TraceRow> Rows { get; }

    /// <summary>Also those for which there was no room.</summary>
    public int RowsKnown { get; }

    /// <summary>Columns of the drawing, 1 to <see cref="ColumnsMax"/>.</summary>
    public int Hops { get; }

    public int Sent => Rows.Sum(row => row.Ttls.Count);

    public int Answers => Rows.Sum(row => row.Hits.Sum(hits => hits.Answers));

    public int Duplicates => Rows.Sum(row => row.Duplicates);

    public static QueryTraceLayout Of(IReadOnlyList<QueryStep> steps) => new(steps);

    /// <summary>How far the copies over this neighbour could go, and how far answers came from.</summary>
    public static int Reach(TraceRow row) => Math.Max(row.Ttls.DefaultIfEmpty(0).Max(), row.Hits.Select(hits => hits.Hops).DefaultIfEmpty(0).Max());

    private static NodeId? Neighbour(QueryStep step) => step.Kind is QueryStepKind.Sent or QueryStepKind.Relayed or QueryStepKind.TableSpared or QueryStepKind.HitsRelayed ? step.To : step.From;

    private static bool IsTold(TraceRow row) => row.Ttls.Count + row.Duplicates + row.Spared + row.Dropped + row.Hits.Count > 0;

    private static TraceRow Row(NodeId? node, List<QueryStep> steps, long start) => new(
        node,
        [.. steps.Where(step => step.Kind is QueryStepKind.Sent or QueryStepKind.Relayed).Select(step => step.Ttl)],
        steps.Count(step => step.Kind == QueryStepKind.Duplicate),
        steps.Count(step => step.Kind == QueryStepKind.TableSpared),
        steps.Count(step => step.Kind == QueryStepKind.Dropped),
        [.. from step in steps where step.Kind == QueryStepKind.HitsCame group step by step.Hops + 1 into near orderby near.Key select new TraceHits(near.Key, near.Count(), near.Min(step => step.AtMs) - start)]);
}
