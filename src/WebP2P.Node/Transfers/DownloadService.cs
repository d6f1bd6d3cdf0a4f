using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Transfers;

/// <summary>Copies to this node. The interface may be called from any thread; the rest is called on the transfer loop.</summary>
internal sealed class DownloadService(TransferServices services, DownloadDesk desk, NodeFeed feed, DownloadQueue queue, SourceHunt hunt) : IDownloads
{
    private static readonly Refusal Unknown = new(RefusalKind.NotFound, "no-such-download", "There is no such download.");

    private readonly ConcurrentDictionary<Guid, DownloadView> views = new();
    private readonly DownloadTable table = services.Table;
    private readonly DownloadDecisions decisions = new(services);
    private readonly DownloadChoices choices = new(services.Table, queue, hunt);
    private readonly DownloadRemoval removal = new(services);
    private readonly MoveDesk moves = new(services);
    private long bytesArrived;

    /// <summary>Any thread: bytes of contents that arrived since the start.</summary>
    public long BytesArrived => Interlocked.Read(ref bytesArrived);

    public IReadOnlyList<DownloadView> List(DownloadState? state) =>
        [.. views.Values.Where(view => state is null || view.State == state).OrderByDescending(view => view.StartedAt).ThenBy(view => view.Id)];

    public DownloadView? Find(Guid id) => views.GetValueOrDefault(id);

    public IReadOnlyList<DownloadSource>? Sources(Guid id) => Find(id)?.Sources;

    public IReadOnlyList<PieceRunView>? Pieces(Guid id) => Find(id)?.Pieces;

    public async Task<Outcome<DownloadView>> StartAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        var (refusal, own) = await desk.LookAsync(request, cancellationToken);
        if (refusal is not null) return refusal;
        var (refused, job, saved) = await services.Loop.AskAsync(() => Add(request, own), cancellationToken);
        if (refused is not null) return refused;
        try
        {
            await saved;
        }
        catch (Exception error) when (error is DbUpdateException or SqliteException)
        {
            // A restart would know nothing of it, so it does not run either.
            var (_, closed) = await services.Loop.AskAsync(() => Take(job!.Row.Id), CancellationToken.None);
            await closed;
            await ClearAsync(job!.Row, deleteFile: false);
            throw;
        }
        return views[job!.Row.Id];
    }

    public Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken) => DecideAsync(id, DownloadChoices.Pause, cancellationToken);

    public Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken) => DecideAsync(id, choices.Resume, cancellationToken);

    public Task<Outcome<DownloadView>> RetryAsync(Guid id, CancellationToken cancellationToken) => DecideAsync(id, choices.Retry, cancellationToken);

    public Task<Outcome<DownloadView>> VerifyAsync(Guid id, CancellationToken cancellationToken) => DecideAsync(id, choices.Verify, cancellationToken);

    public Task<Outcome<DownloadView>> PrioritizeAsync(Guid id, DownloadPriority priority, CancellationToken cancellationToken) =>
        DecideAsync(id, job => DownloadChoices.Prioritize(job, priority, Changed), cancellationToken);

    public Task<Outcome<DownloadView>> OrderAsync(Guid id, DownloadOrder order, CancellationToken cancellationToken) =>
        DecideAsync(id, job => DownloadChoices.Reorder(job, order, Changed), cancellationToken);

    public async Task<Outcome<DownloadView>> MoveAsync(Guid id, string folder, CancellationToken cancellationToken)
    {
        var job = await services.Loop.AskAsync(() => table.Find(id), cancellationToken);
        if (job is null) return Unknown;
        if (job.State != DownloadState.Completed) return MoveDesk.NotComplete;
        var (refusal, to) = await Task.Run(() => (moves.RefusalOf(job.Row, folder, out var path), path), cancellationToken);
        return refusal is not null ? refusal : await DecideAsync(id, found => choices.Move(found, to), cancellationToken);
    }

    public Task<int> PauseAllAsync(CancellationToken cancellationToken) => decisions.MakeAllAsync(DownloadChoices.Pause, cancellationToken);

    public Task<int> ResumeAllAsync(CancellationToken cancellationToken) => decisions.MakeAllAsync(choices.ResumePaused, cancellationToken);

    public async Task<Refusal?> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken)
    {
        var found = await services.Loop.AskAsync(() => table.Find(id), cancellationToken);
        if (found is null) return Unknown;
        if (await Task.Run(() => removal.RefusalOf(found.Row, deleteFile), cancellationToken) is { } refusal) return refusal;
        await removal.NoteAsync(id, deleteFile);
        var (job, closed) = await services.Loop.AskAsync(() => Take(id), CancellationToken.None);
        if (job is null) return Unknown;
        await closed;
        return await ClearAsync(job.Row, deleteFile);
    }

    /// <summary>What the disk does not give up is on the list again.</summary>
    private async Task<Refusal?> ClearAsync(DownloadRow row, bool deleteFile)
    {
        try
        {
            await removal.ClearAsync(row, deleteFile);
            await services.Loop.AskAsync(() => Forget(row.Id), CancellationToken.None);
            return null;
        }
        catch (IOException error)
        {
            var why = DownloadRemoval.Because(error, row.PartPath ?? row.Path);
            var kept = await removal.KeepAsync(row, why);
            await services.Loop.AskAsync(() => PutBack(kept), CancellationToken.None);
            return DownloadRemoval.Refused(row, why);
        }
    }

    /// <summary>What ran goes on by itself, what waited for sources waits on, what was checked is checked again.</summary>
    /// <returns>When what was being removed is gone.</returns>
    public Task Restore(IReadOnlyList<DownloadRow> rows)
    {
        List<DownloadRow> removed = [.. rows.Where(row => row.State >= DownloadRemoval.Removed)], kept = [.. rows.Except(removed)];
        foreach (var row in kept)
        {
            var job = new DownloadJob(row, services, StateChanged);
            table.Add(job);
            Show(job);
        }
        foreach (var job in table.All.ToList()) Restore(job);
        return removal.FinishAsync(removed, kept);
    }

    /// <summary>Every 250 ms.</summary>
    public void Tick()
    {
        var changed = new List<DownloadView>();
        foreach (var job in table.All.ToList())
        {
            var before = views.GetValueOrDefault(job.Row.Id);
            job.Tick();
            // What waits for sources shows nothing new but its reason, and there may be thousands.
            if (!job.HoldsPlace && !job.IsInLine && job.Row.Reason == before?.Reason) continue;
            Show(job);
            if (views[job.Row.Id] is var now && !DownloadViews.AreSame(now, before)) changed.Add(now);
        }
        Interlocked.Exchange(ref bytesArrived, table.All.Sum(job => job.Ledger.All.Total));
        if (changed.Count > 0) feed.Publish(new DownloadsChanged(changed));
        queue.Tick();
        hunt.Tick();
    }

    /// <summary>What the disk paused, and the disk no longer stops.</summary>
    public void DiskHealed(DownloadJob job)
    {
        if (job.State == DownloadState.Paused && job.Row.PausedBy == (int)PausedBy.Disk) queue.Enqueue(job);
    }

    private void Restore(DownloadJob job)
    {
        if (job.States.IsMoving && job.Layer is not null) job.MoveOn();
        if (job.IsEnding) return;
        if (job.States.IsDoubted) job.Verify();
        if (job.States.IsDoubted || job.State is DownloadState.Completed or DownloadState.Failed) return;
        if (job.State == DownloadState.Paused && job.Row.PausedBy == (int)PausedBy.Owner) return;
        hunt.Add(job.Content);
        queue.Enqueue(job);
    }

    private (Refusal? Refusal, DownloadJob? Job, Task Saved) Add(DownloadStart request, LibraryContent? own)
    {
        if (table.Find(request.Content) is { State: not DownloadState.Failed } same && !(same.State == DownloadState.Completed && !File.Exists(same.Row.Path)))
            return (DownloadDesk.AlreadyThere(same), null, Task.CompletedTask);
        var row = desk.Row(request, own, table.All.Select(job => job.Row.Path));
        var job = new DownloadJob(row, services, StateChanged);
        table.Add(job);
        var saved = services.Store.AddAsync(row);
        Show(job);
        if (own is null) hunt.Add(job.Content);
        queue.Enqueue(job);
        return (null, job, saved);
    }

    /// <summary>It ends, and is still shown until nothing of it is left.</summary>
    private (DownloadJob? Job, Task Closed) Take(Guid id)
    {
        if (table.Find(id) is not { } job) return (null, Task.CompletedTask);
        table.Remove(id);
        hunt.Remove(job.Content);
        return (job, CloseAsync(job));
    }

    private async Task CloseAsync(DownloadJob job)
    {
        await job.CloseAsync();
        await services.Loop.AskAsync(() => LeaveShared(job.Row), CancellationToken.None);
    }

    /// <summary>Another download of the content has the same unfinished file.</summary>
    private bool LeaveShared(DownloadRow row)
    {
        var isShared = table.All.Any(other => other.Row.PartPath == row.PartPath);
        if (isShared) row.PartPath = null;
        return isShared;
    }

    private bool Forget(Guid id)
    {
        feed.Publish(new DownloadRemoved(id));
        queue.Look();
        return views.TryRemove(id, out _);
    }

    private bool PutBack(DownloadRow row)
    {
        var job = new DownloadJob(row, services, StateChanged);
        table.Add(job);
        StateChanged(job);
        return true;
    }

    private void Changed(DownloadJob job)
    {
        Show(job);
        feed.Publish(new DownloadsChanged([views[job.Row.Id]]));
        queue.Look();
    }

    private async Task<Outcome<DownloadView>> DecideAsync(Guid id, Func<DownloadJob, DownloadDecision> decide, CancellationToken cancellationToken)
    {
        if (await decisions.MakeAsync(id, decide, cancellationToken) is { } refusal) return refusal;
        return Find(id) is { } view ? view : Unknown;
    }

    private void StateChanged(DownloadJob job)
    {
        Show(job);
        feed.Publish(new DownloadStateChanged(job.Row.Id, job.State, job.Row.Reason, views[job.Row.Id]));
        if (job.State is DownloadState.Completed or DownloadState.Failed or DownloadState.Paused || job.Row.OwnFile != 0) hunt.Remove(job.Content);
        else hunt.Add(job.Content);
        if (!job.HoldsPlace) queue.Look();
    }

    private void Show(DownloadJob job) => views[job.Row.Id] = DownloadViews.Of(job, services);
}
