using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>One scan of one share, from the walk to the last commit.</summary>
internal sealed class ScanRun
{
    private const int RowsAtOnce = 2_000;
    private const int Attempts = 3;

    /// <summary>Larger files that change while they are read are read again when they rest, not at once.</summary>
    private const long RetriedBytesMax = 64 << 20;

    private const string ChangedWhileRead = "it changed while it was read; it is read again when it rests";
    private const string BeingWritten = "it is still being written; it is read when it rests";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ShareRow share;
    private readonly ScanScope scope;
    private readonly ScanTools tools;
    private readonly CancellationToken stop;
    private readonly ScanTally tally;
    private readonly ScanCommits commits;
    private readonly ScanHashing hashing;
    private readonly List<SkippedFile> skipped = [];
    private readonly HashSet<string> unsettled = [];

    public ScanRun(ShareRow share, ScanScope scope, ScanTools tools, CancellationToken stop)
    {
        (this.share, this.scope, this.tools, this.stop) = (share, scope, tools, stop);
        tally = new ScanTally(tools.Time);
        commits = new ScanCommits(tools.Store, tools.Time, ShowFigures);
        hashing = new ScanHashing(share, tools, commits, tally, stop);
    }

    /// <summary>What is not offered, and why.</summary>
    public IReadOnlyList<SkippedFile> Skipped => [.. skipped.Concat(hashing.Skipped).Take(ShareComparison.SkippedMax)];

    /// <summary>Folders with files that were still being written.</summary>
    public IReadOnlyCollection<string> Unsettled => unsettled;

    /// <summary>Beside <see cref="RunAsync"/>, and ends after it.</summary>
    public Task CommitAsync() => commits.RunAsync(stop);

    public async Task RunAsync()
    {
        using (var moved = new MovedFiles(await tools.Store.Contexts.CreateDbContextAsync(stop)))
        {
            if (scope.Folders is not { } folders) await CompareAsync("", new FolderWalk(share.Path, scope.Filter), RowsAtOnce, moved);
            else foreach (var folder in ChangedFolders.Of(share.Path, folders, scope.Filter)) await CompareAsync(folder, new FolderWalk(share.Path, scope.Filter, inner => !tools.Store.Knows(share.Id, inner)), RowsAtOnce / 10, moved);
        }
        await hashing.EndRoundAsync();
        await RetryAsync();
        commits.End();
    }

    private async Task CompareAsync(string folder, FolderWalk walk, int rowsAtOnce, MovedFiles moved)
    {
        var comparison = new ShareComparison(share.Path, new KnownRows(tools.Store, share.Id, folder, rowsAtOnce));
        await foreach (var fresh in comparison.FreshAsync(walk.In(folder, stop), stop)) await TakeAsync(fresh, moved);
        if (ShareRoot.Problem(share) is { } problem) throw new ShareMissingException(problem);
        skipped.AddRange(comparison.Skipped);
        foreach (var ids in comparison.Absent.Where(IsGone).Select(row => row.Id).Concat(comparison.Unfit).Chunk(RowsAtOnce))
            await tools.Store.CommitAsync(new LibraryChange { Removed = ids }, stop);
        foreach (var marks in comparison.Marked.Chunk(RowsAtOnce)) await tools.Store.CommitAsync(new LibraryChange { Marked = marks }, stop);
        if (comparison.IsChange) ShowFigures();
        if (tally.FilesFound > 0) tools.Table.Change(share.Id, view => view with { Scan = tally.Progress() });
    }

    private async Task TakeAsync(FreshFile fresh, MovedFiles moved)
    {
        if (fresh.Replaces is { } old) await commits.AddAsync(old.Stat.Inode == fresh.Entry.Stat.Inode ? new ScanStep(null, ChangedId: old.Id) : new ScanStep(null, RemovedId: old.Id), stop);
        if (!fresh.IsTouched && moved.Find(share, fresh.Entry) is { } row) await commits.AddAsync(new ScanStep(row), stop);
        else if (!IsSettled(fresh.Entry.Stat)) Unsettle(fresh.Entry, BeingWritten);
        else
        {
            tally.Found(fresh.Entry.Stat.Size);
            if (tally.FilesFound == 1) tools.Table.Change(share.Id, view => view with { State = ShareState.Hashing, Reason = tools.Pace.IsPaused ? HashingService.Paused : HashingService.Running, Scan = tally.Progress() });
            await hashing.AddAsync(fresh.Entry);
        }
    }

    private async Task RetryAsync()
    {
        var changed = hashing.TakeChanged();
        for (var attempt = 1; attempt < Attempts && changed.Exists(IsRetried); attempt++)
        {
            await Task.Delay(RetryDelay, tools.Time, stop);
            foreach (var entry in changed.Where(IsRetried)) await hashing.AddAsync(entry);
            await hashing.EndRoundAsync();
            changed = [.. changed.Where(entry => !IsRetried(entry)), .. hashing.TakeChanged()];
        }
        foreach (var entry in changed) Unsettle(entry, ChangedWhileRead);
    }

    private static bool IsRetried(FoundEntry entry) => entry.Stat.Size <= RetriedBytesMax;

    private void Unsettle(FoundEntry entry, string reason)
    {
        skipped.Add(new SkippedFile(entry.RelativePath, reason));
        unsettled.Add(entry.RelativePath[..Math.Max(0, entry.RelativePath.LastIndexOf('/'))]);
    }

    private bool IsSettled(in FileStat stat)
    {
        var age = tools.Time.GetUtcNow().UtcTicks - Math.Max(stat.ModifiedTicks, stat.ChangedTicks);
        return age < 0 || age >= scope.Settled.Ticks;
    }

    /// <summary>Not when it was added after the walk had passed, as a finished download is.</summary>
    private bool IsGone(KnownFile known) => !FileStat.Of(Path.Combine(share.Path, known.RelativePath)).IsStill(known.Stat);

    private void ShowFigures()
    {
        var (files, bytes) = tools.Store.Totals(share.Id);
        tools.Table.Progress(share.Id, view => view with { Files = files, Bytes = bytes, Scan = tally.FilesFound == 0 ? null : tally.Progress() });
    }
}
