using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Immutable pictures of the sources of a download, whether it runs or not.</summary>
internal static class SourceViews
{
    public static List<DownloadSource> Of(DownloadJob job, TransferServices services)
    {
        if (job.Plan is { } plan) return [.. plan.Sources.Select(source => plan.IsRunning ? Running(source, job, services) : Resting(source.Number, source.Peer, source.BadPieces, job, services) with { Complete = source.IsWhole, PiecesHeld = source.Pieces?.Cardinality ?? 0 })];
        return [.. job.EarlierSources.Select((source, number) => Resting(number, source.Peer, source.BadPieces, job, services))];
    }

    private static DownloadSource Running(TransferSource source, DownloadJob job, TransferServices services)
    {
        var figures = job.Ledger.Of(source.Number);
        var view = Resting(source.Number, source.Peer, source.BadPieces, job, services);
        return view with
        {
            State = StateOf(source),
            Reason = source.Reason,
            Complete = source.IsWhole,
            PiecesHeld = source.Pieces?.Cardinality ?? 0,
            BytesPerSecond = figures.Speed.BytesPerSecond,
        };
    }

    /// <summary>Nobody is asked now: what is remembered of the node says how it stands.</summary>
    private static DownloadSource Resting(int number, NodeId peer, int badPieces, DownloadJob job, TransferServices services)
    {
        var (state, reason) = Standing(peer, badPieces, services);
        var address = services.Directory.Find(peer) is { Value.Addresses: [var first, ..] } ? first.ToString() : null;
        return new DownloadSource(number, peer, services.Directory.NameOf(peer), address, state, reason, false, 0, job.Ledger.Of(number).BytesGiven, 0, badPieces);
    }

    private static (SourceState State, string Reason) Standing(NodeId peer, int badPieces, TransferServices services)
    {
        if (badPieces >= DownloadPlan.BadPiecesMax) return (SourceState.Left, $"Left after {badPieces} wrong pieces or answers.");
        if (services.Book.Find(peer) is not { } known) return (SourceState.Idle, "Not asked yet.");
        if (known.Penalties >= SourceBook.PenaltiesMax) return (SourceState.Left, $"It gave {known.Penalties} wrong pieces to several downloads.");
        return known.Failures > 0 ? (SourceState.Lost, known.Reason.Length > 0 ? Sentence(known.Reason) : "It did not answer when it was last asked.") : (SourceState.Idle, "Not asked now.");
    }

    private static string Sentence(string reason) => $"{char.ToUpperInvariant(reason[0])}{reason[1..].TrimEnd('.')}.";

    private static SourceState StateOf(TransferSource source) => source.Standing switch
    {
        SourceStanding.Dialling or SourceStanding.Asked => SourceState.Connecting,
        SourceStanding.Queued => SourceState.Queued,
        SourceStanding.Granted => source.InFlight > 0 ? SourceState.Active : SourceState.Idle,
        SourceStanding.Resting => SourceState.Lost,
        SourceStanding.Left => SourceState.Left,
        _ => SourceState.Idle,
    };
}
