namespace WebP2P.Node.Transfers;

/// <summary>Looks at what is on the disk and opens or makes the unfinished file, off the loop. Called on the transfer loop.</summary>
internal sealed class DownloadOpening(DownloadJob job, TransferServices services)
{
    private Task running = Task.CompletedTask;
    private DownloadPreparation? unclaimed;

    /// <summary>Null when nothing runs.</summary>
    public DiskWork? Work { get; private set; }

    public bool IsRunning => Work is not null;

    /// <param name="rested">When nothing is written any more to what is looked at.</param>
    public void Start(Task rested)
    {
        if (Work is not null) return;
        var work = Work = new DiskWork(() => services.NowMs);
        running = RunAsync(rested, work);
    }

    /// <summary>Nobody wants it any more: it ends soon, and nothing is open or made by it then.</summary>
    public async Task EndAsync()
    {
        Work?.Stop();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref unclaimed, null) is not { } prepared) return;
        prepared.File?.Dispose();
        if (prepared.LinkedPath is { } path) await services.Library.RenameLinksAsync(path, () => services.Files.Calls.Delete(path));
    }

    private async Task RunAsync(Task rested, DiskWork work)
    {
        try
        {
            await rested;
            var (row, layer, verified) = (job.Row, job.Layer, job.Verified.Copy());
            unclaimed = await Task.Run(() => DownloadPreparation.PrepareAsync(row, layer, verified, (job.Disk, work), services));
            _ = services.Loop.PostAsync(Prepared);
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            _ = services.Loop.PostAsync(() =>
            {
                Work = null;
                job.Disk.Prepared(isOpen: false);
                job.DiskFailed(trouble);
            });
        }
    }

    private void Prepared()
    {
        Work = null;
        // Whoever closes it takes away what was made.
        if (job.IsClosed) return;
        if (Interlocked.Exchange(ref unclaimed, null) is { } prepared) job.Prepared(prepared);
    }
}
