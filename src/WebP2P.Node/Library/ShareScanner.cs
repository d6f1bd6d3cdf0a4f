using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Brings the library to what a share's folder holds: finds, compares with what is remembered, hashes only what is new.</summary>
internal sealed class ShareScanner(ScanTools tools, ShareFiles files)
{
    private const int RowsAtOnce = 2_000;

    /// <returns>Folders with files that were still being written.</returns>
    /// <exception cref="IOException">The share's folder is missing or breaks while it is read.</exception>
    /// <exception cref="UnauthorizedAccessException">The share's folder cannot be read.</exception>
    public async Task<IReadOnlyCollection<string>> ScanAsync(ShareRow share, ScanScope scope, CancellationToken cancellationToken)
    {
        if (await ShareRoot.ProblemAsync(tools.Store, share, cancellationToken) is { } problem) throw new ShareMissingException(problem);
        if (scope.Folders is null) tools.Table.Change(share.Id, view => view with { State = ShareState.Scanning, Reason = "Looking for files.", Scan = null });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scan = new ScanRun(share, scope, tools, stop.Token);
        var committing = Task.Run(scan.CommitAsync, CancellationToken.None);
        var running = Task.Run(scan.RunAsync, CancellationToken.None);
        try
        {
            // Commits end first only when they fail.
            await await Task.WhenAny(running, committing);
            await committing;
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await FinishAsync(share, scope, scan.Skipped, cancellationToken);
        return scan.Unsettled;
    }

    public async Task<bool> IsBackAsync(ShareRow share, CancellationToken cancellationToken) =>
        await ShareRoot.ProblemAsync(tools.Store, share, cancellationToken) is null;

    /// <summary>Says why, and takes the files of a missing drive off the offer; they keep their hashes.</summary>
    public async Task FailedAsync(ShareRow share, Exception error)
    {
        var isMissing = error is ShareMissingException or DirectoryNotFoundException || ShareRoot.Problem(share) is not null;
        if (!isMissing)
        {
            tools.Table.Change(share.Id, view => view with { State = ShareState.Unreadable, Reason = $"The folder could not be scanned: {error.Message}", Scan = null });
            return;
        }
        var reason = error is ShareMissingException ? error.Message : ShareRoot.Gone;
        tools.Table.Change(share.Id, view => view with { State = ShareState.Missing, Reason = reason, Scan = null });
        await MissAsync(share.Id);
    }

    private async Task MissAsync(Guid share)
    {
        var known = new KnownRows(tools.Store, share, "", RowsAtOnce);
        List<FileMark> marks = [];
        while (await known.PeekAsync(CancellationToken.None) is { } row)
        {
            known.Pop();
            if (!row.IsMissing) marks.Add(new FileMark(row.Id, row.IsHidden, IsMissing: true));
            if (marks.Count < RowsAtOnce) continue;
            await tools.Store.CommitAsync(new LibraryChange { Marked = marks }, CancellationToken.None);
            marks = [];
        }
        if (marks.Count > 0) await tools.Store.CommitAsync(new LibraryChange { Marked = marks }, CancellationToken.None);
    }

    private async Task FinishAsync(ShareRow share, ScanScope scope, IReadOnlyList<SkippedFile> skipped, CancellationToken cancellationToken)
    {
        var totals = tools.Store.Totals(share.Id);
        if (scope.Folders is not { } folders)
        {
            var now = tools.Time.GetUtcNow();
            await files.SetScannedAsync(share, now.ToUnixTimeMilliseconds(), cancellationToken);
            tools.Table.Change(share.Id, view => view with { State = ShareState.Ready, Reason = tools.Table.RemarkOf(share.Id), Scan = null, ScannedAt = now, Files = totals.Files, Bytes = totals.Bytes, Skipped = skipped });
            return;
        }
        tools.Table.Change(share.Id, view => view with
        {
            State = ShareState.Ready,
            Reason = tools.Table.RemarkOf(share.Id),
            Scan = null,
            Files = totals.Files,
            Bytes = totals.Bytes,
            Skipped = [.. view.Skipped.Where(old => !IsIn(folders, old.Path)).Concat(skipped).Take(ShareComparison.SkippedMax)],
        });
    }

    /// <summary>Whether an entry lies in one of the folders itself, or below one that was not known.</summary>
    private static bool IsIn(IReadOnlyCollection<string> folders, string path) => folders.Contains(path[..Math.Max(0, path.LastIndexOf('/'))]);
}
