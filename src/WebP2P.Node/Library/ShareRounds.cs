using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>Looks for drives that went or came back, and through all shares from time to time, since watching loses changes.</summary>
internal sealed class ShareRounds(ShareScans scans, ShareFiles files, ShareTable table, NodeOptions options, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public void Start() => running = Task.Run(RunAsync);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => stopping.Dispose();

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.DriveLookMs), time);
        var lastRound = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stopping.Token))
        {
            var isRound = options.RescanMinutes > 0 && time.GetElapsedTime(lastRound) >= TimeSpan.FromMinutes(options.RescanMinutes);
            if (isRound) lastRound = time.GetTimestamp();
            foreach (var share in table.List())
            {
                if (isRound || await HasDriveChangedAsync(share)) scans.Start(share.Id);
            }
        }
    }

    private async Task<bool> HasDriveChangedAsync(ShareView share)
    {
        if (share.State is not (ShareState.Ready or ShareState.Missing) || await files.FindAsync(share.Id, stopping.Token) is not { } row) return false;
        if (share.State == ShareState.Ready) return !ShareRoot.IsSame(row);
        try
        {
            return await scans.IsBackAsync(row, stopping.Token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
