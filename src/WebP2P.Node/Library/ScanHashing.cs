using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>The files of one scan on their way through the hashing threads.</summary>
internal sealed class ScanHashing(ShareRow share, ScanTools tools, ScanCommits commits, ScanTally tally, CancellationToken stop)
{
    /// <summary>Files that wait at once; the search for more waits for them.</summary>
    private const int WaitingMax = 100_000;

    /// <summary>While this much is read, a change may pass unnoticed.</summary>
    private const long LookEveryBytes = 64 << 20;

    private const string Unreadable = "it cannot be read";

    /// <summary>The system's clock for changes ticks no slower: two changes within a tick look alike.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<FoundEntry> changed = new();
    private readonly ConcurrentQueue<SkippedFile> skipped = new();
    private TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int outstanding = 1;

    /// <summary>Files that could not be read, and why.</summary>
    public IEnumerable<SkippedFile> Skipped => skipped;

    /// <summary>Files that changed while they were read.</summary>
    public List<FoundEntry> TakeChanged()
    {
        List<FoundEntry> taken = [];
        while (changed.TryDequeue(out var entry)) taken.Add(entry);
        return taken;
    }

    public async Task AddAsync(FoundEntry entry)
    {
        while (Volatile.Read(ref outstanding) > WaitingMax) await Task.Delay(LookAgain, tools.Time, stop);
        Interlocked.Increment(ref outstanding);
        tools.Pool.Add(new Job(this, entry));
    }

    /// <summary>Returns when nothing waits any more.</summary>
    public async Task EndRoundAsync()
    {
        Finished();
        await idle.Task.WaitAsync(stop);
        idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref outstanding);
    }

    private void Finished()
    {
        if (Interlocked.Decrement(ref outstanding) == 0) idle.TrySetResult();
    }

    private void Take(FoundEntry entry, int worker)
    {
        try
        {
            if (!stop.IsCancellationRequested) Read(entry, worker);
        }
        catch (IOException)
        {
            skipped.Enqueue(new SkippedFile(entry.RelativePath, Unreadable));
        }
        catch (OperationCanceledException)
        {
            // The scan ends without it.
        }
        tally.AddFile();
        Finished();
    }

    private void Read(FoundEntry entry, int worker)
    {
        using var file = SharedFile.Open(share.Path, entry.RelativePath, out var before);
        if (file is null)
        {
            var isGone = FileStat.Of(Path.Combine(share.Path, entry.RelativePath)).Kind == EntryKind.Missing;
            skipped.Enqueue(new SkippedFile(entry.RelativePath, isGone ? "it vanished during the scan" : Unreadable));
            tally.AddBytes(entry.Stat.Size);
            return;
        }
        if (Name(file, entry, before, worker) is { } row) commits.Add(new ScanStep(row), stop);
        else if (!stop.IsCancellationRequested) changed.Enqueue(entry);
    }

    /// <summary>Null when it changed while it was read.</summary>
    private FileRow? Name(SafeFileHandle file, FoundEntry entry, in FileStat before, int worker)
    {
        if (before.Size == 0) return LibraryRows.From(share, entry.RelativePath, before, null);
        if (before.Size > ContentId.SizeBytesMax) return null;
        WaitOutTick(before);
        var path = Path.Combine(share.Path, entry.RelativePath);
        var (stat, unseen) = (before, 0L);
        var layer = tools.Hasher.Hash(file, before.Size, bytes =>
        {
            Took(bytes);
            if (!tools.Pace.WaitForTurn(worker, stop) || !tools.Pace.Took(bytes, stop)) return false;
            if ((unseen += bytes) < LookEveryBytes) return true;
            unseen = 0;
            return FileStat.Of(file, path) == stat;
        });
        return layer is not null && FileStat.Of(file, path) == before ? LibraryRows.From(share, entry.RelativePath, before, layer) : null;
    }

    private void WaitOutTick(in FileStat stat)
    {
        var age = tools.Time.GetUtcNow().UtcTicks - Math.Max(stat.ModifiedTicks, stat.ChangedTicks);
        if (age < 0 || age >= Tick.Ticks) return;
        using var never = new ManualResetEventSlim();
        never.Wait(Tick);
    }

    private void Took(int bytes)
    {
        tally.AddBytes(bytes);
        if (tally.IsDue()) tools.Table.Progress(share.Id, view => view with { Scan = tally.Progress() });
    }

    private sealed class Job(ScanHashing scan, FoundEntry entry) : IHashJob
    {
        public long SizeBytes => entry.Stat.Size;

        public void Run(int worker) => scan.Take(entry, worker);
    }
}
