using System.Threading.Channels;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Brings the library to what a share's folder holds: finds, compares with what is remembered, hashes only what is new.</summary>
internal sealed class ShareScanner(LibraryStore store, ShareFiles files, ShareTable table, ContentHasher hasher, TimeProvider time)
{
    /// <summary>Files in one transaction.</summary>
    private const int BatchFilesMax = 256;

    /// <summary>Skipped entries that are shown; more are only counted in the files that are missing.</summary>
    private const int SkippedMax = 1_000;

    private const int Attempts = 3;
    private const string ChangedWhileRead = "it changed while it was read; it is read again at the next scan";
    private const string Unreadable = "it cannot be read";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">The share's folder is missing or breaks while it is read.</exception>
    /// <exception cref="UnauthorizedAccessException">The share's folder cannot be read.</exception>
    public async Task ScanAsync(ShareRow share, ExcludeRules rules, CancellationToken cancellationToken)
    {
        table.Change(share.Id, view => view with { State = ShareState.Scanning, Reason = "Looking for files.", Scan = null });
        // Read before the walk: what is added meanwhile must not look like a file that vanished.
        var known = await files.KnownAsync(share.Id, cancellationToken);
        var found = await Task.Run(() => FolderWalk.Walk(share.Path, rules.Reason, cancellationToken).ToList(), cancellationToken);
        var skipped = found.Where(entry => entry.SkipReason is not null).OrderBy(entry => entry.IsExcluded).Select(entry => new SkippedFile(entry.RelativePath, entry.SkipReason!)).Take(SkippedMax).ToList();
        await HideAsync(share, rules, known, cancellationToken);
        var isNew = await CompareAsync(known, found.Where(entry => entry.SkipReason is null), cancellationToken);
        await CountAsync(share.Id, cancellationToken);
        if (isNew.Count > 0) skipped.AddRange(await HashAllAsync(share, isNew, cancellationToken));
        await FinishAsync(share.Id, skipped, cancellationToken);
    }

    /// <summary>Takes what the rules leave out off the offer, and keeps it for the day they change while it lies there as it was.</summary>
    private async Task HideAsync(ShareRow share, ExcludeRules rules, Dictionary<string, KnownFile> known, CancellationToken cancellationToken)
    {
        var excluded = known.Values.Where(file => rules.Reason(file.RelativePath, file.Stat) is not null && FileStat.Of(Path.Combine(share.Path, file.RelativePath)) == file.Stat).ToList();
        foreach (var file in excluded) known.Remove(file.RelativePath);
        foreach (var hidden in excluded.Where(file => !file.IsHidden).Select(file => file.Id).Chunk(BatchFilesMax)) await store.HideAsync(hidden, hidden: true, cancellationToken);
    }

    /// <summary>Removes what is gone or different; returns what has to be hashed, small files first so that much is found soon.</summary>
    private async Task<List<FoundEntry>> CompareAsync(Dictionary<string, KnownFile> known, IEnumerable<FoundEntry> found, CancellationToken cancellationToken)
    {
        List<FoundEntry> isNew = [];
        List<long> isOfferedAgain = [];
        foreach (var entry in found)
        {
            if (!known.TryGetValue(entry.RelativePath, out var file) || file.Stat != entry.Stat)
            {
                isNew.Add(entry);
                continue;
            }
            known.Remove(entry.RelativePath);
            if (file.IsHidden) isOfferedAgain.Add(file.Id);
        }
        foreach (var offered in isOfferedAgain.Chunk(BatchFilesMax)) await store.HideAsync(offered, hidden: false, cancellationToken);
        foreach (var gone in known.Values.Select(file => file.Id).Chunk(BatchFilesMax)) await store.CommitAsync(gone, [], cancellationToken);
        return [.. isNew.OrderBy(entry => entry.Stat.Size)];
    }

    private async Task<List<SkippedFile>> HashAllAsync(ShareRow share, List<FoundEntry> pending, CancellationToken cancellationToken)
    {
        var tally = new ScanTally(time, pending.Count, pending.Sum(entry => entry.Stat.Size));
        table.Change(share.Id, view => view with { State = ShareState.Hashing, Reason = "Reading new files.", Scan = tally.Progress() });
        List<SkippedFile> skipped = [];
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var (changed, unreadable) = await HashRoundAsync(share, pending, tally, cancellationToken);
            skipped.AddRange(unreadable.Select(entry => new SkippedFile(entry.RelativePath, Unreadable)));
            pending = changed;
            if (attempt == Attempts) break;
            if (changed.Count > 0) await Task.Delay(RetryDelay, time, cancellationToken);
        }
        return [.. skipped, .. pending.Select(entry => new SkippedFile(entry.RelativePath, ChangedWhileRead))];
    }

    /// <summary>Hashes on several threads and commits on one: whatever is ready when the last commit ended goes into the next.</summary>
    private async Task<(List<FoundEntry> Changed, List<FoundEntry> Unreadable)> HashRoundAsync(ShareRow share, List<FoundEntry> pending, ScanTally tally, CancellationToken cancellationToken)
    {
        var done = Channel.CreateBounded<HashOutcome>(BatchFilesMax);
        var hashing = Task.Run(async () =>
        {
            try
            {
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = ContentHasher.FilesAtOnce, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(pending, parallel, async (entry, token) => await done.Writer.WriteAsync(await HashAsync(share, entry, tally, token), token));
            }
            finally
            {
                done.Writer.Complete();
            }
        }, cancellationToken);
        List<FoundEntry> changed = [];
        List<FoundEntry> unreadable = [];
        while (await done.Reader.WaitToReadAsync(cancellationToken))
        {
            List<FileRow> batch = [];
            while (batch.Count < BatchFilesMax && done.Reader.TryRead(out var outcome))
            {
                if (outcome.Row is not null) batch.Add(outcome.Row);
                else if (outcome.IsChanged) changed.Add(outcome.Entry);
                else if (outcome.IsUnreadable) unreadable.Add(outcome.Entry);
                if (!outcome.IsChanged) tally.AddFile();
            }
            if (batch.Count > 0) await store.CommitAsync([], batch, cancellationToken);
            await CountAsync(share.Id, cancellationToken, tally);
        }
        await hashing;
        return (changed, unreadable);
    }

    private async Task<HashOutcome> HashAsync(ShareRow share, FoundEntry entry, ScanTally tally, CancellationToken cancellationToken)
    {
        if (await files.IsKnownAsync(share.Id, entry.RelativePath, entry.Stat, cancellationToken)) return new HashOutcome(entry);
        using var file = SharedFile.Open(share.Path, entry.RelativePath, out var before);
        if (file is null) return new HashOutcome(entry, IsUnreadable: true);
        if (before.Size == 0) return new HashOutcome(entry, LibraryRows.From(share, entry.RelativePath, before, null));
        try
        {
            var layer = await hasher.HashAsync(file, before.Size, bytes => Read(share.Id, tally, bytes), cancellationToken);
            var isUnchanged = layer is not null && FileStat.Of(file, Path.Combine(share.Path, entry.RelativePath)) == before;
            return isUnchanged ? new HashOutcome(entry, LibraryRows.From(share, entry.RelativePath, before, layer)) : new HashOutcome(entry, IsChanged: true);
        }
        catch (IOException)
        {
            return new HashOutcome(entry, IsUnreadable: true);
        }
    }

    private void Read(Guid share, ScanTally tally, int bytes)
    {
        tally.AddBytes(bytes);
        table.Progress(share, view => view with { Scan = tally.Progress() });
    }

    private async Task CountAsync(Guid share, CancellationToken cancellationToken, ScanTally? tally = null)
    {
        var totals = await files.TotalsAsync(share, cancellationToken);
        table.Progress(share, view => view with { Files = totals.Files, Bytes = totals.Bytes, Scan = tally?.Progress() });
    }

    private async Task FinishAsync(Guid share, List<SkippedFile> skipped, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await files.SetScannedAsync(share, now.ToUnixTimeMilliseconds(), cancellationToken);
        var totals = await files.TotalsAsync(share, cancellationToken);
        table.Change(share, view => view with { State = ShareState.Ready, Reason = "", Scan = null, ScannedAt = now, Files = totals.Files, Bytes = totals.Bytes, Skipped = skipped });
    }

    /// <summary>With neither a row nor a reason the file is already in the library.</summary>
    private readonly record struct HashOutcome(FoundEntry Entry, FileRow? Row = null, bool IsChanged = false, bool IsUnreadable = false);
}
