using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>The owner doubts what is here: everything is hashed again, and what is wrong is fetched again. Called on the loop.</summary>
internal sealed class DownloadVerification(DownloadJob job, TransferServices services)
{
    public bool IsRunning { get; private set; }

    public Task StartAsync()
    {
        if (IsRunning || job.IsEnding) return Task.CompletedTask;
        IsRunning = true;
        var (row, before) = (job.Row, job.Verified.Copy());
        var isPaused = job.State == DownloadState.Paused && row.PausedBy == (int)PausedBy.Owner;
        row.PartPath ??= DownloadTargets.PartPath(job.Content, row.Path);
        var rested = job.RestAsync("Hashes again what is here.");
        var saved = job.Enter(DownloadState.Verifying, "Hashes again what is here.");
        _ = CheckAsync(rested, before, isPaused);
        return saved;
    }

    private async Task CheckAsync(Task rested, Bitfield before, bool isPaused)
    {
        await rested;
        try
        {
            var (row, layer) = (job.Row, job.Layer);
            var found = await Task.Run(() => DownloadCheck.RunAsync(row, layer, services));
            await services.Loop.PostAsync(() => Ended(found, before, isPaused));
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await services.Loop.PostAsync(() =>
            {
                IsRunning = false;
                job.DiskFailed(trouble);
            });
        }
    }

    private void Ended(DownloadCheck found, Bitfield before, bool isPaused)
    {
        IsRunning = false;
        job.Checked(found.Right);
        if (found.IsFinished)
        {
            job.Completed("Complete: hashed again, every piece is right.");
            return;
        }
        job.Row.CompletedUnixMs = null;
        _ = services.Store.CommitAsync(job.Row.Id, new DownloadProgress(found.Right.ToBytes(), job.Ledger.ToBytes(), job.SourcesJson()));
        var wrong = Lost(before, found.Right);
        var result = wrong == 0 ? "Hashed again: what is here is right." : $"Hashed again: {wrong} of {before.Cardinality} pieces were wrong or gone, and are fetched again.";
        _ = isPaused ? job.Enter(DownloadState.Paused, $"Paused by you. {result}", PausedBy.Owner) : job.Enter(DownloadState.Queued, result);
    }

    private static int Lost(Bitfield before, Bitfield now)
    {
        var lost = 0;
        for (var piece = 0; piece < before.Count; piece++)
        {
            if (before[piece] && !now[piece]) lost++;
        }
        return lost;
    }
}
