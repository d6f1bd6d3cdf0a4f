using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>Which downloads run: those first in line take the free places, in the hours in which they may. On the transfer loop only.</summary>
internal sealed class DownloadQueue
{
    public const string ItsTurn = "Waits for its turn.";

    private readonly TransferServices services;
    private readonly DownloadHours hours;
    private readonly int runningMax;
    private readonly WallClock clock;
    private readonly Dictionary<DownloadJob, long> inLine = [];
    private bool isLooking;
    private bool wasOpen;

    /// <param name="runningMax">Downloads that run at the same time.</param>
    public DownloadQueue(TransferServices services, DownloadHours hours, int runningMax)
    {
        (this.services, this.hours, this.runningMax) = (services, hours, runningMax);
        clock = new WallClock(services.Time);
        wasOpen = IsOpen;
    }

    private int Room => runningMax - services.Table.All.Count(job => job.HoldsPlace);

    private bool IsOpen => hours == DownloadHours.Always || hours.IsOpen(clock.Now);

    /// <summary>It runs when it is its turn and there is somebody to ask; until then it waits and says for what.</summary>
    public void Enqueue(DownloadJob job)
    {
        if (!MayRun(job)) job.Pause(PausedBy.Schedule, hours.Reason);
        else if (job.CanBegin(services.NowMs)) job.Enter(DownloadState.Queued, ItsTurn);
        else job.Seeking.Seek();
        Look();
    }

    /// <summary>Soon; many calls are one look.</summary>
    public void Look()
    {
        if (isLooking) return;
        isLooking = true;
        _ = services.Loop.PostAsync(Begin);
    }

    /// <summary>Wakes what has somebody to ask again, and keeps the hours.</summary>
    public void Tick()
    {
        foreach (var job in services.Table.All.ToList())
        {
            if (job.Seeking.IsDue(services.NowMs)) Enqueue(job);
        }
        NoteLine();
        if (wasOpen == IsOpen) return;
        wasOpen = !wasOpen;
        foreach (var job in services.Table.All.ToList()) Keep(job);
    }

    private bool MayRun(DownloadJob job) => job.OverrulesHours || IsOpen;

    /// <summary>Those who stand in line take no place, but there are only so many of them: whoever stood there long steps aside for those who were not tried.</summary>
    private void NoteLine()
    {
        foreach (var gone in inLine.Keys.Where(job => !job.IsInLine || services.Table.Find(job.Row.Id) != job).ToList()) inLine.Remove(gone);
        foreach (var job in services.Table.All.Where(job => job.IsInLine)) inLine.TryAdd(job, services.NowMs);
        if (inLine.Count < services.Options.InLineMax || Room <= 0 || services.Table.All.All(job => job.State != DownloadState.Queued)) return;
        var (longest, sinceMs) = inLine.MinBy(job => job.Value);
        if (services.NowMs - sinceMs < services.Options.InLineMs) return;
        longest.Seeking.StepAside();
        Look();
    }

    /// <summary>The hours began or ended, and so does what the owner wanted before.</summary>
    private void Keep(DownloadJob job)
    {
        job.OverrulesHours = false;
        if (wasOpen && job is { State: DownloadState.Paused, Row.PausedBy: (int)PausedBy.Schedule }) Enqueue(job);
        // What is whole needs nobody any more.
        if (!wasOpen && (job.IsActive || job.State == DownloadState.Queued) && !job.IsEnding && job.Row.CompletedUnixMs is null) job.Pause(PausedBy.Schedule, hours.Reason);
    }

    private void Begin()
    {
        isLooking = false;
        var jobs = services.Table.All;
        foreach (var job in jobs.Where(job => job.State == DownloadState.Queued && !MayRun(job)).ToList()) job.Pause(PausedBy.Schedule, hours.Reason);
        var room = Room;
        if (room <= 0 || jobs.Count(job => job.IsInLine) >= services.Options.InLineMax) return;
        var next = jobs.Where(job => job.State == DownloadState.Queued)
            .OrderByDescending(job => job.Row.Priority).ThenBy(job => job.Row.StartedUnixMs)
            .Take(room).ToList();
        foreach (var job in next) job.Begin();
    }
}
