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
            var (taken, closed) = await services.Loop.AskAsync(() => Take(job!.Row.Id), CancellationToken.None);
            if (taken is not null) await DropAsync(taken, closed);
            throw;
        }
        return views[job!.Row.Id];
    }

    public Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => (null, DownloadChoices.CanPause(job) ? job.PauseAsync(PausedBy.Owner, DownloadChoices.PausedByYou) : Task.CompletedTask),
        cancellationToken);

    public Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => job.State is DownloadState.Paused or DownloadState.Failed ? Again(job, false) : (null, Task.CompletedTask),
        cancellationToken);

    public Task<Outcome<DownloadView>> RetryAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => job.State == DownloadState.Completed ? (DownloadChoices.NothingToRetry, Task.CompletedTask) : Again(job, true),
        cancellationToken);

    public Task<Outcome<DownloadView>> VerifyAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => DownloadChoices.Other(job, table) is { } other ? (DownloadDesk.AlreadyThere(other), Task.CompletedTask) : (null, job.VerifyAsync()),
        cancellationToken);

    public Task<Outcome<DownloadView>> PrioritizeAsync(Guid id, DownloadPriority priority, CancellationToken cancellationToken) =>
        ChangeAsync(id, job => (null, Prioritize(job, priority)), cancellationToken);

    public Task<int> PauseAllAsync(CancellationToken cancellationToken) =>
        ChangeAllAsync(DownloadChoices.CanPause, job => job.PauseAsync(PausedBy.Owner, DownloadChoices.PausedByYou), cancellationToken);

    public Task<int> ResumeAllAsync(CancellationToken cancellationToken) =>
        ChangeAllAsync(job => job.State == DownloadState.Paused, job => Again(job, false).Saved, cancellationToken);

    public async Task<bool> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken)
    {
        var (job, closed) = await services.Loop.AskAsync(() => Take(id), cancellationToken);
        if (job is null) return false;
        await closed.Task;
        await services.Store.DeleteAsync(id);
        await DropAsync(job, closed);
        if (!deleteFile || job.State != DownloadState.Completed) return true;
        await services.Library.RenameLinksAsync(job.Row.Path, () => File.Delete(job.Row.Path));
        await services.Library.RemoveFileAsync(job.Row.Path);
        return true;
    }

    /// <summary>What it leaves behind goes; a finished file stays.</summary>
    private async Task DropAsync(DownloadJob job, (Task Task, string? PartPath) closed)
    {
        await closed.Task;
        if (job.State != DownloadState.Completed) await services.Library.RemovePartialAsync(job.Content);
        if (closed.PartPath is { } part) File.Delete(part);
    }

    /// <summary>What ran goes on by itself, what waited for sources waits on, what was checked is checked again.</summary>
    /// <returns>How many there are.</returns>
    public int Restore(IEnumerable<DownloadRow> rows)
    {
        foreach (var row in rows)
        {
            var job = new DownloadJob(row, services, StateChanged);
            table.Add(job);
            Show(job);
        }
        foreach (var job in table.All.ToList()) Restore(job);
        return table.All.Count;
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
        if (job.State == DownloadState.Paused && job.Row.PausedBy == (int)PausedBy.Disk) _ = queue.Enqueue(job);
    }

    private void Restore(DownloadJob job)
    {
        if (job is { State: DownloadState.Verifying, Row.CompletedUnixMs: not null }) _ = job.VerifyAsync();
        if (job.State is DownloadState.Completed or DownloadState.Failed or DownloadState.Verifying && job.Row.CompletedUnixMs is not null) return;
        if (job.State == DownloadState.Paused && job.Row.PausedBy == (int)PausedBy.Owner) return;
        hunt.Add(job.Content);
        _ = queue.Enqueue(job);
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
        _ = queue.Enqueue(job);
        return (null, job, saved);
    }

    private (DownloadJob? Job, (Task Task, string? PartPath) Closed) Take(Guid id)
    {
        if (table.Find(id) is not { } job) return (null, (Task.CompletedTask, null));
        table.Remove(id);
        views.TryRemove(id, out _);
        hunt.Remove(job.Content);
        var closed = job.CloseAsync();
        feed.Publish(new DownloadRemoved(id));
        queue.Look();
        var isShared = table.All.Any(other => other.Row.PartPath == job.Row.PartPath);
        return (job, (closed, isShared ? null : job.Row.PartPath));
    }

    /// <summary>The owner wants it to run.</summary>
    private (Refusal? Refusal, Task Saved) Again(DownloadJob job, bool forgives)
    {
        if (DownloadChoices.Other(job, table) is { } other) return (DownloadDesk.AlreadyThere(other), Task.CompletedTask);
        job.Disk.Insist();
        if (forgives) job.Forgive();
        if (forgives) hunt.AskNow(job.Content);
        return (null, queue.Enqueue(job, isWanted: true));
    }

    private Task Prioritize(DownloadJob job, DownloadPriority priority)
    {
        job.Row.Priority = (int)priority - 1;
        Show(job);
        feed.Publish(new DownloadsChanged([views[job.Row.Id]]));
        queue.Look();
        return services.Store.SaveAsync(job.Row);
    }

    private async Task<Outcome<DownloadView>> ChangeAsync(Guid id, Func<DownloadJob, (Refusal? Refusal, Task Saved)> change, CancellationToken cancellationToken)
    {
        var (refusal, saved) = await services.Loop.AskAsync(() => table.Find(id) is { } job ? change(job) : (Unknown, Task.CompletedTask), cancellationToken);
        if (refusal is not null) return refusal;
        await saved;
        return Find(id) is { } view ? view : Unknown;
    }

    private async Task<int> ChangeAllAsync(Func<DownloadJob, bool> concerns, Func<DownloadJob, Task> change, CancellationToken cancellationToken)
    {
        var changes = await services.Loop.AskAsync(() => table.All.Where(concerns).ToList().ConvertAll(job => change(job)), cancellationToken);
        await Task.WhenAll(changes);
        return changes.Count;
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
