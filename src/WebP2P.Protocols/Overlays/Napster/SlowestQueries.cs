using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What a query cost the index.</summary>
/// <param name="Text">As it was asked, at most <see cref="TextMax"/> characters of it.</param>
/// <param name="IsCapped">A limit cut the answer.</param>
/// <param name="Asker">Null when it is not known.</param>
public sealed record QueryCost(string Text, long ElapsedMicroseconds, long RowsLookedAt, int Hits, bool IsCapped, long AtUnixMs, NodeId? Asker)
{
    public const int TextMax = 200;
}

/// <summary>The slowest queries of the last hour, each text once with the time it took longest. Every minute keeps its own slowest, so what was thrown away cannot be missed later.</summary>
public sealed class SlowestQueries
{
    /// <summary>Queries in the list, and kept for each minute.</summary>
    public const int QueriesMax = 20;

    private const int Minutes = 61;
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;

    private readonly (long Minute, List<QueryCost> Slowest)[] minutes = [.. Enumerable.Range(0, Minutes).Select(_ => (-1L, new List<QueryCost>()))];

    public void Add(QueryCost query)
    {
        if (query.Text.Length > QueryCost.TextMax) query = query with { Text = query.Text[..QueryCost.TextMax] };
        var slowest = At(query.AtUnixMs / MinuteMs);
        var same = slowest.FindIndex(known => known.Text == query.Text);
        if (same >= 0 && slowest[same].ElapsedMicroseconds >= query.ElapsedMicroseconds) return;
        if (same >= 0) slowest.RemoveAt(same);
        slowest.Insert(slowest.TakeWhile(known => known.ElapsedMicroseconds >= query.ElapsedMicroseconds).Count(), query);
        if (slowest.Count > QueriesMax) slowest.RemoveAt(QueriesMax);
    }

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<QueryCost> Read(long nowUnixMs) =>
        [.. minutes.SelectMany(minute => minute.Slowest)
            .Where(query => query.AtUnixMs > nowUnixMs - HourMs)
            .OrderByDescending(query => query.ElapsedMicroseconds).ThenByDescending(query => query.AtUnixMs)
            .DistinctBy(query => query.Text)
            .Take(QueriesMax)];

    private List<QueryCost> At(long minute)
    {
        ref var slot = ref minutes[minute % Minutes];
        if (slot.Minute != minute) slot.Slowest.Clear();
        slot.Minute = minute;
        return slot.Slowest;
    }
}
