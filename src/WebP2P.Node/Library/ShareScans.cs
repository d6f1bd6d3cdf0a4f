using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The scans that run in the background: at most one a share; asked again meanwhile, it runs once more.</summary>
internal sealed partial class ShareScans(ShareScanner scanner, ShareFiles files, RuleBook rules, NodeOptions options, ILogger<ShareScans> logger) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, ShareWork> works = [];
    private bool isStopped;

    /// <summary>Before a whole share is looked through, on the scan's thread.</summary>
    public event Action<ShareRow>? Beginning;

    /// <summary>After a scan: folders with files that were still being written.</summary>
    public event Action<Guid, IReadOnlyCollection<string>>? Unsettled;

    /// <summary>The whole share.</summary>
    public void Start(Guid share) => Start(share, null);

    /// <param name="folders">Those that changed; null: the whole share.</param>
    public void Start(Guid share, IReadOnlyCollection<string>? folders)
    {
        lock (gate)
        {
            if (isStopped) return;
            if (works.TryGetValue(share, out var work) && work.TryAsk(folders)) return;
            var begun = works[share] = new ShareWork();
            begun.TryAsk(folders);
            begun.Task = Task.Run(() => RunAsync(share, begun));
        }
    }

    /// <summary>Whether a missing share's files seem to be there again.</summary>
    public Task<bool> IsBackAsync(ShareRow share, CancellationToken cancellationToken) => scanner.IsBackAsync(share, cancellationToken);

    /// <summary>Returns when nothing of this share is read or committed any more.</summary>
    public async Task StopAsync(Guid share)
    {
        ShareWork? work;
        lock (gate) works.Remove(share, out work);
        if (work is null) return;
        await work.Stop.CancelAsync();
        await work.Task;
        work.Stop.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        List<Guid> shares;
        lock (gate)
        {
            isStopped = true;
            shares = [.. works.Keys];
        }
        foreach (var share in shares) await StopAsync(share);
    }

    private async Task RunAsync(Guid share, ShareWork work)
    {
        while (work.TryTake(out var folders) && !work.Stop.IsCancellationRequested)
        {
            if (await files.FindAsync(share, CancellationToken.None) is not { } row) return;
            try
            {
                await ScanAsync(row, folders, work.Stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException or DbUpdateException)
            {
                ScanFailed(error, share);
                await scanner.FailedAsync(row, error);
            }
        }
    }

    private async Task ScanAsync(ShareRow row, IReadOnlyCollection<string>? folders, CancellationToken cancellationToken)
    {
        if (folders is null) Beginning?.Invoke(row);
        var settled = folders is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(options.QuietMs);
        var unsettled = await scanner.ScanAsync(row, new ScanScope(rules.Of(row).Reason, folders, settled), cancellationToken);
        if (unsettled.Count > 0) Unsettled?.Invoke(row.Id, unsettled);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scan of share {Share} failed.")]
    private partial void ScanFailed(Exception error, Guid share);
}
