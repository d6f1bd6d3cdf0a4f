namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Whom to ask next. There are <see cref="SourceTable.ContactedMax"/> places; when others are known who were not asked, those who hold a place
/// and gave nothing for long give way, so that a download is never held by sources that only promise.
/// </summary>
internal sealed class SourcePlaces(SourceTable table)
{
    /// <summary>Who holds a place and gives nothing has it so long for certain.</summary>
    public const int QuietMs = 30_000;

    /// <summary>So many that give nothing keep their places, those that stand nearest to a slot first: a queue is worth waiting in.</summary>
    public const int KeptMax = 8;

    private const int LookMs = 1_000;

    private long lookAtMs = long.MinValue;

    /// <summary>The next source to ask; or one that gives way first, which is one that was asked already. Null: nothing to do now.</summary>
    public TransferSource? Next(long nowMs)
    {
        if (table.NextToContact(nowMs) is not { } next) return null;
        if (table.Contacted < SourceTable.ContactedMax) return next;
        if (nowMs < lookAtMs) return null;
        var quiet = table.All.Where(source => IsQuiet(source, nowMs)).OrderBy(Place).ToList();
        var isNew = next.Standing == SourceStanding.Known;
        if (quiet.Count > KeptMax && (isNew || quiet[^1].Standing != SourceStanding.Queued)) return quiet[^1];
        lookAtMs = nowMs + LookMs;
        return null;
    }

    /// <summary>When <see cref="Next"/> may have something to do; null when only an answer can change that.</summary>
    public long? LookInMs(long nowMs)
    {
        var retryMs = table.NextRetryAtMs - nowMs;
        if (table.Contacted < SourceTable.ContactedMax) return retryMs;
        return table.Contacted < table.All.Count ? Math.Max(retryMs ?? 0, LookMs) : null;
    }

    private static bool IsQuiet(TransferSource source, long nowMs) =>
        source.Standing is SourceStanding.Queued or SourceStanding.Granted && source.InFlight == 0 && nowMs - source.QuietSinceMs >= QuietMs;

    /// <summary>Who has a slot and still gives nothing has nothing that is needed.</summary>
    private static int Place(TransferSource source) => source.Standing == SourceStanding.Queued ? source.Place : int.MaxValue;
}
