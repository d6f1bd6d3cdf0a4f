using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Immutable pictures of a download for API and dashboard.</summary>
internal static class DownloadViews
{
    public static DownloadView Of(DownloadJob job, TransferServices services)
    {
        var row = job.Row;
        var sources = job.Plan?.Sources ?? [];
        var here = job.DiskWork?.Seen ?? job.Verified;
        var done = BytesDone(here, job.Map);
        var rate = job.IsActive ? job.Ledger.All.BytesPerSecond : 0;
        var givers = SourceViews.Of(job, services);
        // Nobody samples the meters of a download that does not run.
        if (!job.IsActive) givers = [.. givers.Select(giver => giver with { BytesPerSecond = 0 })];
        return new DownloadView(
            row.Id,
            job.Content.Hash,
            row.Size,
            row.Name,
            job.State,
            row.Reason,
            job.State == DownloadState.Paused ? (PausedBy?)row.PausedBy : null,
            (DownloadMode)row.Mode,
            done,
            job.Map.PieceBytes,
            row.Path,
            rate,
            rate > 0 ? (row.Size - done) * 1_000 / rate : null,
            DateTimeOffset.FromUnixTimeMilliseconds(row.StartedUnixMs),
            row.CompletedUnixMs is { } completed ? DateTimeOffset.FromUnixTimeMilliseconds(completed) : null,
            givers,
            Pieces(here, job.Plan?.Requests ?? [], job.Ledger, request => sources.First(source => source.Peer == request.Peer).Number))
        {
            Priority = (DownloadPriority)(row.Priority + 1),
            Order = (DownloadOrder)row.Order,
        };
    }

    /// <summary>Lists are compared by what they hold.</summary>
    public static bool AreSame(DownloadView now, DownloadView? before) =>
        before is not null && now with { Sources = before.Sources, Pieces = before.Pieces } == before
        && now.Sources.SequenceEqual(before.Sources) && now.Pieces.SequenceEqual(before.Pieces);

    private static long BytesDone(Bitfield here, PieceMap map)
    {
        if (here.IsFull) return map.SizeBytes;
        var last = map.Count - 1;
        var whole = (long)here.Cardinality * map.PieceBytes;
        return here[last] ? whole - map.PieceBytes + map.Length(last) : whole;
    }

    private static List<PieceRunView> Pieces(Bitfield verified, IReadOnlyList<PieceRequest> requests, DownloadLedger ledger, Func<PieceRequest, int> numberOf)
    {
        var arriving = new Dictionary<int, int>();
        foreach (var request in requests) arriving.TryAdd(request.Piece, numberOf(request));
        var runs = new List<PieceRunView>();
        for (var piece = 0; piece < verified.Count; piece++)
        {
            var (state, source) = verified[piece] ? (PieceState.Verified, ledger.GiverOf(piece))
                : arriving.TryGetValue(piece, out var number) ? (PieceState.Arriving, number)
                : (PieceState.Missing, (int?)null);
            if (runs.Count > 0 && runs[^1].State == state && runs[^1].Source == source) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(new PieceRunView(state, source, 1));
        }
        return runs;
    }
}
