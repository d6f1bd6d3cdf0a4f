using System.Diagnostics;
using System.Globalization;
using WebP2P.Node.Index;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>How many of the best 50 are found when not every match is scored.</summary>
internal sealed class AnswerQuality(SqliteIndexStore store, ExhaustiveScorer exhaustive, Presence presence, long wallUnixMs)
{
    private const int QueriesPerClass = 250;
    private const int HitsMax = 50;

    public bool Run(QueryMix mix)
    {
        var watch = Stopwatch.StartNew();
        double all = 0, strict = 0;
        var incomplete = 0;
        foreach (var queries in QueryMix.Classes)
        {
            var overlaps = mix.Take(queries, QueriesPerClass).Select(Overlap).ToList();
            incomplete += overlaps.Count(one => !one.Complete);
            var average = overlaps.Average(one => one.Share);
            all += average / QueryMix.Classes.Count;
            strict += overlaps.Average(one => one.Strict) / QueryMix.Classes.Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"overlap of the best {HitsMax} with scoring every match, {queries,-12} {average:P2}, worst {overlaps.Min(one => one.Share):P0}"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"overlap over {QueriesPerClass * QueryMix.Classes.Count:N0} queries {all:P2} ({strict:P2} when of equal scores only the first count), {incomplete} answers said that they were capped ({watch.Elapsed.TotalSeconds:F0} s); target 95 % {IndexRate.Said(all >= 0.95)}"));
        return all >= 0.95;
    }

    private (double Share, double Strict, bool Complete) Overlap(Query query)
    {
        var best = exhaustive.Best(query, HitsMax);
        var answer = store.Find(query, presence, HitsMax, wallUnixMs);
        var wanted = Math.Min(HitsMax, best.Count);
        if (wanted == 0) return (answer.Hits.Count == 0 ? 1 : 0, answer.Hits.Count == 0 ? 1 : 0, answer.Complete);
        var equal = best.Select(one => one.Content).ToHashSet();
        var first = best.Take(HitsMax).Select(one => one.Content).ToHashSet();
        return ((double)answer.Hits.Count(hit => equal.Contains(hit.Content)) / wanted, (double)answer.Hits.Count(hit => first.Contains(hit.Content)) / wanted, answer.Complete);
    }
}
