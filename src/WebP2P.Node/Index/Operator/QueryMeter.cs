using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Operator;

/// <summary>Measures what queries cost the store, and keeps the slowest.</summary>
internal sealed class QueryMeter(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly SlowestQueries slowest = new();

    /// <summary>Answers by <paramref name="find"/>, which throws what it throws.</summary>
    public FindAnswer Measure(FindQuestion question, Func<FindAnswer> find)
    {
        var begun = time.GetTimestamp();
        var answer = find();
        var elapsed = time.GetElapsedTime(begun);
        var cost = new QueryCost(
            question.Query.ToString(),
            (long)elapsed.TotalMicroseconds,
            answer.RowsLookedAt,
            answer.Hits.Count,
            !answer.Complete,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            question.Presence.Asker);
        lock (gate) slowest.Add(cost);
        return answer;
    }

    /// <summary>Of the last hour, slowest first.</summary>
    public IReadOnlyList<QueryCost> Slowest()
    {
        lock (gate) return slowest.Read(time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
