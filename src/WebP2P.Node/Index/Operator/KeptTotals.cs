using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Operator;

/// <summary>The totals of the index, which must be counted row by row: again when something was committed, and never more than a fiftieth of the time.</summary>
/// <param name="count">Null while the store cannot be read.</param>
internal sealed class KeptTotals(Func<IndexTotals?> count, TimeProvider time)
{
    private const int RestOfTook = 50;
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(10);

    /// <summary>Rows also go without a commit, when nodes are forgotten.</summary>
    private static readonly TimeSpan UnchangedMax = TimeSpan.FromMinutes(1);

    private Counted? last;

    /// <param name="namesCommitted">Grows with every commit.</param>
    public IndexTotals Read(long namesCommitted)
    {
        if (last is { } kept && time.GetElapsedTime(kept.At) < (kept.NamesCommitted == namesCommitted ? UnchangedMax : Rest(kept.Took))) return kept.Totals;
        var begun = time.GetTimestamp();
        var totals = count() ?? last?.Totals ?? default;
        last = new Counted(totals, namesCommitted, time.GetTimestamp(), time.GetElapsedTime(begun));
        return totals;
    }

    private static TimeSpan Rest(TimeSpan took) => TimeSpan.FromTicks(Math.Clamp(took.Ticks * RestOfTook, RestMin.Ticks, RestMax.Ticks));

    /// <summary>Swapped as a whole: two readers may count at once.</summary>
    private sealed record Counted(IndexTotals Totals, long NamesCommitted, long At, TimeSpan Took);
}
