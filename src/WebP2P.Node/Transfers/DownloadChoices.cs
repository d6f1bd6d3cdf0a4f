using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>What the owner may do with a download as it stands. On the transfer loop.</summary>
internal sealed class DownloadChoices(DownloadTable table, DownloadQueue queue, SourceHunt hunt)
{
    public const string PausedByYou = "Paused by you.";

    private static readonly OwnersChoice Run = new(DownloadState.Queued, DownloadQueue.ItsTurn);
    private static readonly Refusal NothingToRetry = new(RefusalKind.Conflict, "download-complete", "This download is complete, so there is nothing to fetch again. Verify it to have its file checked.");

    public static DownloadDecision Pause(DownloadJob job) => CanPause(job)
        ? DownloadDecision.To(new OwnersChoice(DownloadState.Paused, PausedByYou, PausedBy.Owner), () => job.Pause(PausedBy.Owner, PausedByYou))
        : DownloadDecision.Nothing;

    public DownloadDecision Resume(DownloadJob job) => job.State is DownloadState.Paused or DownloadState.Failed ? Again(job, forgives: false) : DownloadDecision.Nothing;

    /// <summary>Of many: what failed waits for a word of its own.</summary>
    public DownloadDecision ResumePaused(DownloadJob job) => job.State == DownloadState.Paused ? Again(job, forgives: false) : DownloadDecision.Nothing;

    public DownloadDecision Retry(DownloadJob job) => job.Row.CompletedUnixMs is not null ? DownloadDecision.Not(NothingToRetry) : Again(job, forgives: true);

    /// <param name="to">Looked at already.</param>
    public DownloadDecision Move(DownloadJob job, string to)
    {
        if (job.State != DownloadState.Completed || job.States.IsMoving || job.Layer is null || table.All.Any(other => other.Row.Path == to || other.Row.PartPath == FileMove.TemporaryOf(job.Content, to)))
            return DownloadDecision.Not(MoveDesk.NotComplete);
        return DownloadDecision.To(new OwnersChoice(DownloadState.Verifying, DownloadMoving.Reason(to)) { MovesTo = to }, () => job.Move(to));
    }

    public DownloadDecision Verify(DownloadJob job) => job.IsEnding ? DownloadDecision.Nothing : Other(job) is { } other
        ? DownloadDecision.Not(DownloadDesk.AlreadyThere(other))
        : DownloadDecision.To(new OwnersChoice(DownloadState.Verifying, DownloadVerification.Doubt, job.States.PausedByOwner), job.Verify);

    public static DownloadDecision Prioritize(DownloadJob job, DownloadPriority priority, Action<DownloadJob> prioritized) => DownloadDecision.To(
        new OwnersChoice(job.State, job.Row.Reason, (PausedBy?)job.Row.PausedBy) { Priority = priority },
        () =>
        {
            job.Row.Priority = (int)priority - 1;
            prioritized(job);
        });

    public static DownloadDecision Reorder(DownloadJob job, DownloadOrder order, Action<DownloadJob> reordered) => DownloadDecision.To(
        new OwnersChoice(job.State, job.Row.Reason, (PausedBy?)job.Row.PausedBy) { Order = order },
        () =>
        {
            job.Row.Order = (int)order;
            job.Do(plan => plan.OrderChanged(job.IsSequential, job.Turn));
            reordered(job);
        });

    /// <summary>The owner wants it to run, whatever the hours.</summary>
    private DownloadDecision Again(DownloadJob job, bool forgives)
    {
        if (Other(job) is { } other) return DownloadDecision.Not(DownloadDesk.AlreadyThere(other));
        return DownloadDecision.To(Run, () =>
        {
            job.Disk.Insist();
            if (forgives) job.Forgive();
            if (forgives) hunt.AskNow(job.Content);
            job.OverrulesHours = true;
            queue.Enqueue(job);
        });
    }

    /// <summary>Whether there is something that the owner's pause would stop.</summary>
    private static bool CanPause(DownloadJob job) => job.State switch
    {
        DownloadState.Completed or DownloadState.Failed => false,
        DownloadState.Verifying => job.Row.CompletedUnixMs is null,
        DownloadState.Paused => job.Row.PausedBy != (int)PausedBy.Owner,
        _ => true,
    };

    /// <summary>Another download of the same content that has not ended: both would write one file.</summary>
    private DownloadJob? Other(DownloadJob job) => table.All.FirstOrDefault(other =>
        other != job && other.Content == job.Content && other.State is not (DownloadState.Completed or DownloadState.Failed));
}
