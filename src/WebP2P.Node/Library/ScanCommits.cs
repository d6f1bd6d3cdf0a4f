using System.Threading.Channels;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>One thing a scan found out, for the next commit.</summary>
/// <param name="Row">To add.</param>
/// <param name="RemovedId">Row of another file, to remove first; 0: none.</param>
/// <param name="ChangedId">Row of the same file with other bytes, to remove first; 0: none.</param>
internal readonly record struct ScanStep(FileRow? Row, long RemovedId = 0, long ChangedId = 0);

/// <summary>Commits what a scan finds out: thousands of rows at once, yet several times a second, so that a kill costs little.</summary>
internal sealed class ScanCommits(LibraryStore store, TimeProvider time, Action onCommit)
{
    /// <summary>Rows in one transaction.</summary>
    public const int RowsMax = 4_000;

    private const long LayerBytesMax = 16 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Channel<ScanStep> steps = Channel.CreateBounded<ScanStep>(RowsMax);

    /// <summary>Waits while the disk is behind.</summary>
    public ValueTask AddAsync(ScanStep step, CancellationToken cancellationToken) => steps.Writer.WriteAsync(step, cancellationToken);

    /// <summary>From a thread of its own.</summary>
    public void Add(ScanStep step, CancellationToken cancellationToken)
    {
        if (!steps.Writer.TryWrite(step)) steps.Writer.WriteAsync(step, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Nothing comes any more.</summary>
    public void End() => steps.Writer.TryComplete();

    /// <summary>Returns when everything is committed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await steps.Reader.WaitToReadAsync(cancellationToken))
        {
            var batch = new Batch();
            await GatherAsync(batch, cancellationToken);
            await store.CommitAsync(new LibraryChange { Removed = batch.Removed, Changed = batch.Changed, Added = batch.Added }, cancellationToken);
            onCommit();
        }
    }

    private async Task GatherAsync(Batch batch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!batch.IsFull)
        {
            while (!batch.IsFull && steps.Reader.TryRead(out var step)) batch.Add(step);
            var left = Patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !await MoreAsync(left, cancellationToken)) return;
        }
    }

    private async Task<bool> MoreAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(within, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed class Batch
    {
        private long layerBytes;

        public List<long> Removed { get; } = [];

        public List<long> Changed { get; } = [];

        public List<FileRow> Added { get; } = [];

        public bool IsFull => Removed.Count + Changed.Count + Added.Count >= RowsMax || layerBytes >= LayerBytesMax;

        public void Add(ScanStep step)
        {
            if (step.RemovedId != 0) Removed.Add(step.RemovedId);
            if (step.ChangedId != 0) Changed.Add(step.ChangedId);
            if (step.Row is not { } row) return;
            Added.Add(row);
            layerBytes += row.Layer?.Length ?? 0;
        }
    }
}
