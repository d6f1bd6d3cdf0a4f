using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>The owner doubts what is here: everything is hashed again, and what is wrong is fetched again. Called on the loop.</summary>
internal sealed class DownloadVerification(DownloadJob job, TransferServices services)
{
    /// <summary>Also what tells a restart that it has to begin again.</summary>
    public const string Doubt = "Hashes again what is here.";

    private Task check = Task.CompletedTask;

    /// <summary>Null when nothing runs.</summary>
    public DiskWork? Work { get; private set; }

    public bool IsRunning => Work is not null;

    public void Start()
    {
        if (IsRunning || job.IsEnding) return;
        var work = Work = new DiskWork(() => services.NowMs);
        var before = job.Verified.Copy();
        if (job.Row.PartPath is null || job.States.IsMoving) job.Row.PartPath = DownloadTargets.PartPath(job.Content, job.Row.Path);
        var rested = job.RestAsync(Doubt);
        job.Enter(DownloadState.Verifying, Doubt, job.States.PausedByOwner);
        check = CheckAsync(rested, before, work);
    }

    /// <summary>Nobody wants to know any more: it ends soon, and changes nothing.</summary>
    public async Task EndAsync()
    {
        Work?.Stop();
        await check.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CheckAsync(Task rested, Bitfield before, DiskWork work)
    {
        await rested;
        try
        {
            var (row, layer) = (job.Row, job.Layer);
            var found = await Task.Run(() => DownloadCheck.RunAsync(row, layer, work, services));
            if (!work.IsStopped) _ = services.Loop.PostAsync(() => Ended(found, before));
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            _ = services.Loop.PostAsync(() =>
            {
                Work = null;
                job.DiskFailed(trouble);
            });
        }
    }

    private void Ended(DownloadCheck found, Bitfield before)
    {
        Work = null;
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
        if (job.States.PausedByOwner is { } owner) job.Enter(DownloadState.Paused, $"{DownloadChoices.PausedByYou} {result}", owner);
        else if (job.State == DownloadState.Verifying) job.Enter(DownloadState.Queued, result);
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
