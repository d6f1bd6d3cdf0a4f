namespace WebP2P.Node.Transfers;

/// <summary>Looks at what is on the disk and opens or makes the unfinished file, off the loop. Called on the transfer loop.</summary>
internal sealed class DownloadOpening(DownloadJob job, TransferServices services)
{
    public bool IsRunning { get; private set; }

    /// <param name="rested">When nothing is written any more to what is looked at.</param>
    public void Start(Task rested)
    {
        if (IsRunning) return;
        IsRunning = true;
        _ = RunAsync(rested);
    }

    private async Task RunAsync(Task rested)
    {
        try
        {
            await rested;
            var (row, layer, verified) = (job.Row, job.Layer, job.Verified.Copy());
            var prepared = await Task.Run(() => DownloadPreparation.PrepareAsync(row, layer, verified, job.Disk, services));
            await services.Loop.PostAsync(() =>
            {
                IsRunning = false;
                job.Prepared(prepared);
            });
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await services.Loop.PostAsync(() =>
            {
                IsRunning = false;
                job.Disk.Prepared(isOpen: false);
                job.DiskFailed(trouble);
            });
        }
    }
}
