using System.Diagnostics;
using System.Globalization;
using WebP2P.Node.Index;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>How long complete ranked answers take, one after another.</summary>
internal sealed class QueryTimes(SqliteIndexStore store, QueryMix mix, Presence presence, long wallUnixMs)
{
    private const int Queries = 1_000;

    /// <summary>Of each class before anything is measured: a server runs for days, and its code is compiled anew while it is new.</summary>
    private const int WarmUp = 1_500;
    private const int HitsMax = 50;

    /// <summary>While somebody types, all but one of a hundred.</summary>
    private const int SuggestMs = 20;

    /// <summary>What the plain table may take for one class of queries.</summary>
    private static readonly TimeSpan PlainBudget = TimeSpan.FromSeconds(6);

    private static readonly Dictionary<string, (double Half, double NearlyAll)> Targets = new(StringComparer.Ordinal)
    {
        ["two words"] = (0.5, 2),
        ["common word"] = (0.5, 2),
        ["prefix"] = (0.5, 2),
        ["rare word"] = (0.2, 1),
    };

    public bool Run(string plainPath, IReadOnlyList<string> names)
    {
        using var plain = new PlainTable(plainPath, names);
        Console.WriteLine("ms, p50 / p99        WebP2P, with sources    FTS5 with bm25         target");
        foreach (var query in QueryMix.Classes.SelectMany(queries => mix.Take(queries, WarmUp))) Measure(query);
        var isMet = true;
        foreach (var queries in QueryMix.Classes)
        {
            var asked = mix.Take(queries, Queries);
            var cpu = Environment.CpuUsage.TotalTime;
            var own = new Latency(asked.Select(Measure).ToList());
            var cpuMs = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Queries;
            var other = new Latency(MeasurePlain(plain, asked));
            var (half, nearlyAll) = Targets[queries];
            var isFast = own.Half <= half && own.NearlyAll <= nearlyAll;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{queries,-14} {own}    {other}    {half} / {nearlyAll} {IndexRate.Said(isFast)}   CPU {cpuMs:F3} ms a query"));
            isMet &= isFast;
        }
        return Suggest() && isMet;
    }

    /// <summary>What is typed of a word, 2 to 4 letters.</summary>
    private bool Suggest()
    {
        var typed = mix.Take("common word", Queries).Select((query, number) => query.Words[0][..Math.Min(query.Words[0].Length, 2 + number % 3)]).ToList();
        var times = new Latency(typed.Select(text =>
        {
            var began = Stopwatch.GetTimestamp();
            store.Suggest(text, presence, 10);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }).ToList());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"suggestions    {times}    target {SuggestMs} {IndexRate.Said(times.NearlyAll <= SuggestMs)}"));
        return times.NearlyAll <= SuggestMs;
    }

    private double Measure(Query query)
    {
        var began = Stopwatch.GetTimestamp();
        store.Find(query, presence, HitsMax, wallUnixMs);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static List<double> MeasurePlain(PlainTable plain, List<Query> asked)
    {
        var watch = Stopwatch.StartNew();
        return [.. asked.TakeWhile(_ => watch.Elapsed < PlainBudget).Select(plain.Measure)];
    }
}
