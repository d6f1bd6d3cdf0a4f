using System.Threading.Channels;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>One thing a scan found out, for the next commit.</summary>
/// <param name="Row">To add.</param>
/// <param name="RemovedId">Row to remove first; 0: none.</param>
internal readonly record struct ScanStep(FileRow? Row, long RemovedId = 0);

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
            List<long> removed = [];
            List<FileRow> added = [];
            await GatherAsync(removed, added, cancellationToken);
            await store.CommitAsync(removed, added, cancellationToken);
            onCommit();
        }
    }

    private async Task GatherAsync(List<long> removed, List<FileRow> added, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var layerBytes = 0L;
        while (removed.Count + added.Count < RowsMax && layerBytes < LayerBytesMax)
        {
            while (removed.Count + added.Count < RowsMax && layerBytes < LayerBytesMax && steps.Reader.TryRead(out var step))
            {
                if (step.RemovedId != 0) removed.Add(step.RemovedId);
                if (step.Row is { } row) added.Add(row);
                layerBytes += step.Row?.Layer?.Length ?? 0;
            }
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
}
