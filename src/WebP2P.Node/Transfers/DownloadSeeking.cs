using WebP2P.Node.Control;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>How one download stands with its sources: who looks for them, how long it waits, and what its state is while it runs. Called on the transfer loop.</summary>
internal sealed class DownloadSeeking(DownloadJob job, TransferServices services, DownloadCommits commits)
{
    public SourceWait Wait { get; } = new(services);

    /// <summary>Whether a download that waits for sources should be looked at again.</summary>
    public bool IsDue(long nowMs) => Wait.IsDue(nowMs) && !job.HoldsPlace && !job.IsInLine && job.State is DownloadState.Waiting or DownloadState.Searching;

    /// <summary>Nobody can be asked now: whoever finds sources is asked first, then it waits for one.</summary>
    public void Seek()
    {
        if (job.State is DownloadState.Waiting)
        {
            Sleep(Wait.Reason(job.Peers));
            return;
        }
        Wait.Begin();
        job.Enter(DownloadState.Searching, "Looking for sources.");
    }

    /// <summary>Whoever was asked for sources knows none now.</summary>
    public void NobodyFound()
    {
        if (job.State == DownloadState.Searching && job.Plan is not { IsRunning: true }) Sleep(Wait.Reason(job.Peers));
    }

    /// <summary>State and reason, as the plan stands now.</summary>
    public void Refresh()
    {
        if (job.Plan is not { IsRunning: true } plan || !job.IsActive && job.State != DownloadState.Queued) return;
        var (state, reason) = DownloadStanding.Of(plan, (DownloadMode)job.Row.Mode, Wait.IsLooking, services.NowMs);
        if (state == DownloadState.Running) Wait.Forget();
        if (state == DownloadState.Waiting && !plan.Sources.Any(SourceTable.IsContacted))
        {
            Sleep(reason);
            return;
        }
        job.Enter(state, commits.RunningMs > services.Options.SlowDiskMs ? $"The disk is slow: it has been writing for {commits.RunningMs / 1_000} s." : reason);
        if (state == DownloadState.Failed) job.Do(running => running.Stop(reason, job.Turn));
    }

    /// <summary>It stands in the queues of its sources, and others have nobody to ask because of it.</summary>
    public void StepAside() => Sleep("Its sources let it wait; others are tried meanwhile.");

    /// <summary>Nobody can be asked now: it goes on when somebody appears, or one who failed is worth a try again.</summary>
    private void Sleep(string reason)
    {
        job.Do(plan => plan.Stop(reason, job.Turn));
        commits.CommitNow();
        Wait.Sleep(job.Peers);
        job.Enter(DownloadState.Waiting, reason);
    }
}
