using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;

namespace WebP2P.Node.Library;

/// <summary>The scans that run in the background: at most one a share; asked again meanwhile, it runs once more.</summary>
internal sealed partial class ShareScans(ShareScanner scanner, ShareFiles files, ShareTable table, RuleBook rules, ILogger<ShareScans> logger) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Running> running = [];
    private bool isStopped;

    public void Start(Guid share)
    {
        lock (gate)
        {
            if (isStopped) return;
            if (running.TryGetValue(share, out var scan) && !scan.IsEnded)
            {
                scan.IsAskedAgain = true;
                return;
            }
            var started = new Running();
            running[share] = started;
            started.Task = Task.Run(() => RunAsync(share, started));
        }
    }

    /// <summary>Returns when nothing of this share is read or committed any more.</summary>
    public async Task StopAsync(Guid share)
    {
        Running? scan;
        lock (gate) running.Remove(share, out scan);
        if (scan is null) return;
        await scan.Stop.CancelAsync();
        await scan.Task;
        scan.Stop.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        List<Guid> shares;
        lock (gate)
        {
            isStopped = true;
            shares = [.. running.Keys];
        }
        foreach (var share in shares) await StopAsync(share);
    }

    private async Task RunAsync(Guid share, Running scan)
    {
        do
        {
            lock (gate) scan.IsAskedAgain = false;
            if (await files.FindAsync(share, CancellationToken.None) is not { } row) return;
            try
            {
                await scanner.ScanAsync(row, new ScanScope(rules.Of(row).Reason, null, TimeSpan.Zero), scan.Stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException or DbUpdateException)
            {
                ScanFailed(error, share);
                Fail(share, error);
            }
        }
        while (GoesOn(scan));
    }

    /// <summary>Decided together with the end, so that no request falls in between.</summary>
    private bool GoesOn(Running scan)
    {
        lock (gate)
        {
            scan.IsEnded = !scan.IsAskedAgain;
            return scan.IsAskedAgain;
        }
    }

    private void Fail(Guid share, Exception error) => table.Change(share, view => error is DirectoryNotFoundException
        ? view with { State = ShareState.Missing, Reason = "The folder is not there. If it is on a drive, connect the drive and scan again.", Scan = null }
        : view with { State = ShareState.Unreadable, Reason = $"The folder could not be scanned: {error.Message}", Scan = null });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scan of share {Share} failed.")]
    private partial void ScanFailed(Exception error, Guid share);

    private sealed class Running
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task Task { get; set; } = Task.CompletedTask;

        public bool IsAskedAgain { get; set; }

        public bool IsEnded { get; set; }
    }
}
