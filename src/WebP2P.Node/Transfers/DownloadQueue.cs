using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>Which downloads run: those first in line take the free places. On the transfer loop only.</summary>
/// <param name="runningMax">Downloads that run at the same time.</param>
internal sealed class DownloadQueue(TransferServices services, DownloadHours hours, int runningMax)
{
    /// <summary>Downloads that wait in the queues of their sources at the same time; they take no place.</summary>
    public const int InLineMax = 100;

    private bool isLooking;
    private bool? wasOpen;

    private bool IsOpen => hours.IsOpen(services.Time.GetLocalNow());

    /// <summary>It runs when it is its turn and there is somebody to ask; until then it waits and says for what.</summary>
    /// <param name="isWanted">The owner wants it now, whatever the hours.</param>
    public Task Enqueue(DownloadJob job, bool isWanted = false)
    {
        if (!isWanted && !IsOpen) return job.PauseAsync(PausedBy.Schedule, hours.Reason);
        var saved = job.CanBegin(services.NowMs) ? job.Enter(DownloadState.Queued, "Waits for its turn.") : job.Seek();
        Look();
        return saved;
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
            if (job.IsDue(services.NowMs)) _ = Enqueue(job, isWanted: true);
        }
        var isChange = wasOpen is { } before && before != IsOpen;
        wasOpen = IsOpen;
        if (!isChange) return;
        foreach (var job in services.Table.All.ToList()) Keep(job);
    }

    /// <summary>The hours began or ended.</summary>
    private void Keep(DownloadJob job)
    {
        if (wasOpen == true && job is { State: DownloadState.Paused, Row.PausedBy: (int)PausedBy.Schedule }) _ = Enqueue(job);
        if (wasOpen == false && (job.IsActive || job.State == DownloadState.Queued)) _ = job.PauseAsync(PausedBy.Schedule, hours.Reason);
    }

    private void Begin()
    {
        isLooking = false;
        var jobs = services.Table.All;
        var room = runningMax - jobs.Count(job => job.HoldsPlace);
        if (room <= 0 || jobs.Count(job => job.IsInLine) >= InLineMax) return;
        var next = jobs.Where(job => job.State == DownloadState.Queued)
            .OrderByDescending(job => job.Row.Priority).ThenBy(job => job.Row.StartedUnixMs)
            .Take(room).ToList();
        foreach (var job in next) job.Begin();
    }
}
