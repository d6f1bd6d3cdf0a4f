using System.Collections.Concurrent;
using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Copies to this node. The interface may be called from any thread; the rest is called on the transfer loop.</summary>
internal sealed class DownloadService(TransferServices services, DownloadTable table, DownloadDesk desk, NodeFeed feed, int downloadsAtOnce) : IDownloads
{
    private readonly ConcurrentDictionary<Guid, DownloadView> views = new();
    private readonly HashSet<ContentId> watched = [];
    private ISourceFinder? finder;

    /// <summary>Any thread: bytes of contents that arrived since the start.</summary>
    public long BytesArrived => Interlocked.Read(ref bytesArrived);

    private long bytesArrived;

    public IReadOnlyList<DownloadView> List(DownloadState? state) =>
        [.. views.Values.Where(view => state is null || view.State == state).OrderByDescending(view => view.StartedAt).ThenBy(view => view.Id)];

    public DownloadView? Find(Guid id) => views.GetValueOrDefault(id);

    public IReadOnlyList<DownloadSource>? Sources(Guid id) => Find(id)?.Sources;

    public IReadOnlyList<PieceRunView>? Pieces(Guid id) => Find(id)?.Pieces;

    public async Task<Outcome<DownloadView>> StartAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        if (await desk.RefuseAsync(request, cancellationToken) is { } refusal) return refusal;
        var (refused, job, saved) = await services.Loop.AskAsync(() => Add(request), cancellationToken);
        if (refused is not null) return refused;
        await saved;
        return views[job!.Row.Id];
    }

    public Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => job.State is DownloadState.Completed or DownloadState.Failed ? Task.CompletedTask : job.PauseAsync(PausedBy.Owner, "Paused by you."),
        cancellationToken);

    public Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        job => job.State is DownloadState.Paused or DownloadState.Failed ? Insist(job) : Task.CompletedTask,
        cancellationToken);

    public async Task<bool> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken)
    {
        var (job, closed) = await services.Loop.AskAsync(() => Take(id), cancellationToken);
        if (job is null) return false;
        await closed.Task;
        await services.Store.DeleteAsync(id);
        if (job.State != DownloadState.Completed) await services.Library.RemovePartialAsync(job.Content);
        if (closed.PartPath is { } part) File.Delete(part);
        if (!deleteFile || job.State != DownloadState.Completed) return true;
        File.Delete(job.Row.Path);
        await services.Library.RemoveFileAsync(job.Row.Path);
        return true;
    }

    /// <summary>What ran goes on by itself.</summary>
    public void Restore(IEnumerable<DownloadRow> rows, ISourceFinder? sources)
    {
        finder = sources;
        foreach (var row in rows)
        {
            var job = new DownloadJob(row, services, StateChanged);
            table.Add(job);
            var stays = job.State is DownloadState.Completed or DownloadState.Failed || row.PausedBy == (int)PausedBy.Owner;
            // Nobody may see it running with nothing but its last commit: more was written, which is looked at first.
            if (!stays) _ = job.Enter(DownloadState.Queued, "Waits for its turn.");
            Show(job);
            if (!stays) Schedule();
        }
    }

    /// <summary>Every 250 ms.</summary>
    public void Tick()
    {
        var changed = new List<DownloadView>();
        foreach (var job in table.All.ToList())
        {
            var before = views.GetValueOrDefault(job.Row.Id);
            job.Tick();
            if (!job.IsActive) continue;
            Show(job);
            if (views[job.Row.Id] is var now && !DownloadViews.AreSame(now, before)) changed.Add(now);
        }
        Interlocked.Exchange(ref bytesArrived, table.All.Sum(job => job.Ledger.All.Total));
        if (changed.Count > 0) feed.Publish(new DownloadsChanged(changed));
    }

    /// <summary>What the disk paused, and the disk no longer stops.</summary>
    public void DiskHealed(DownloadJob job)
    {
        if (job.State == DownloadState.Paused && job.Row.PausedBy == (int)PausedBy.Disk) _ = Enqueue(job);
    }

    private (Refusal? Refusal, DownloadJob? Job, Task Saved) Add(DownloadStart request)
    {
        if (table.Find(request.Content) is { State: not DownloadState.Failed } same && !(same.State == DownloadState.Completed && !File.Exists(same.Row.Path)))
            return (DownloadDesk.AlreadyThere(same), null, Task.CompletedTask);
        var row = desk.Row(request, table.All.Select(job => job.Row.Path));
        var job = new DownloadJob(row, services, StateChanged);
        table.Add(job);
        var saved = services.Store.AddAsync(row);
        Show(job);
        Schedule();
        return (null, job, saved);
    }

    private (DownloadJob? Job, (Task Task, string? PartPath) Closed) Take(Guid id)
    {
        if (table.Find(id) is not { } job) return (null, (Task.CompletedTask, null));
        table.Remove(id);
        views.TryRemove(id, out _);
        Unwatch(job.Content);
        var closed = job.CloseAsync();
        feed.Publish(new DownloadRemoved(id));
        Schedule();
        var isShared = table.All.Any(other => other.Row.PartPath == job.Row.PartPath);
        return (job, (closed, isShared ? null : job.Row.PartPath));
    }

    private async Task<Outcome<DownloadView>> ChangeAsync(Guid id, Func<DownloadJob, Task> change, CancellationToken cancellationToken)
    {
        var saved = await services.Loop.AskAsync(() => table.Find(id) is { } job ? change(job) : null, cancellationToken);
        if (saved is null) return new Refusal(RefusalKind.NotFound, "no-such-download", "There is no such download.");
        await saved;
        return Find(id) is { } view ? view : new Refusal(RefusalKind.NotFound, "no-such-download", "There is no such download.");
    }

    private Task Insist(DownloadJob job)
    {
        job.Disk.Insist();
        return Enqueue(job);
    }

    private Task Enqueue(DownloadJob job)
    {
        var saved = job.Enter(DownloadState.Queued, "Waits for its turn.");
        Schedule();
        return saved;
    }

    private void Schedule()
    {
        foreach (var job in table.All.Where(job => job.State == DownloadState.Queued).ToList())
        {
            if (table.All.Count(other => other.HoldsPlace) >= downloadsAtOnce) return;
            Watch(job.Content);
            job.Begin();
        }
    }

    private void StateChanged(DownloadJob job)
    {
        Show(job);
        feed.Publish(new DownloadStateChanged(job.Row.Id, job.State, job.Row.Reason, views[job.Row.Id]));
        if (job.State is DownloadState.Completed or DownloadState.Failed or DownloadState.Paused) Unwatch(job.Content);
        if (!job.HoldsPlace) _ = services.Loop.PostAsync(Schedule);
    }

    private void Watch(ContentId content)
    {
        if (watched.Add(content)) finder?.Watch(content);
    }

    private void Unwatch(ContentId content)
    {
        if (watched.Remove(content)) finder?.Unwatch(content);
    }

    private void Show(DownloadJob job) => views[job.Row.Id] = DownloadViews.Of(job, services.Directory);
}
