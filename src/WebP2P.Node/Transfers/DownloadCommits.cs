using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Makes verified pieces durable in batches: the file is synced, then the bitmap is committed. One batch at a time, off the loop.</summary>
internal sealed class DownloadCommits(DownloadJob job, TransferServices services)
{
    private long pendingBytes;
    private long lastMs;
    private bool isRunning;

    /// <summary>What a restart will believe.</summary>
    public Bitfield Committed { get; private set; } = job.Verified.Copy();

    /// <summary>What is committed was re-read by the preparation; what it recovered is due.</summary>
    public void Opened()
    {
        if (job.Verified.Cardinality < Committed.Cardinality) Committed = job.Verified.Copy();
        pendingBytes = job.Verified.Cardinality > Committed.Cardinality ? 1 : 0;
        lastMs = services.NowMs;
    }

    public void Count(int bytes)
    {
        if (pendingBytes == 0) lastMs = services.NowMs;
        pendingBytes += bytes;
        if (pendingBytes >= services.Options.CommitBytes) CommitNow();
    }

    public void Tick()
    {
        if (pendingBytes > 0 && services.NowMs - lastMs >= services.Options.CommitMs) CommitNow();
    }

    public void CommitNow()
    {
        if (isRunning || job.File is not { } file || !IsDue) return;
        (isRunning, pendingBytes, lastMs) = (true, 0, services.NowMs);
        _ = CommitAsync(file, job.Verified.Copy(), Progress());
    }

    public bool IsDue => Committed.Cardinality != job.Verified.Cardinality;

    /// <summary>The last commit, when nothing else runs; what fails is fetched again.</summary>
    public async Task KeepAsync(PartFile file)
    {
        try
        {
            file.Sync();
            await services.Store.CommitAsync(job.Row.Id, Progress());
        }
        catch (PartFileException)
        {
            // A restart believes the last commit that succeeded.
        }
    }

    public DownloadProgress Progress() =>
        new(job.Verified.ToBytes(), job.Ledger.ToBytes(), job.Ledger.SourcesJson(job.Plan?.Sources ?? []));

    private async Task CommitAsync(PartFile file, Bitfield verified, DownloadProgress progress)
    {
        try
        {
            await Task.Run(file.Sync);
            await services.Store.CommitAsync(job.Row.Id, progress);
            await services.Loop.PostAsync(() => Ended(verified, null));
        }
        catch (PartFileException error)
        {
            await services.Loop.PostAsync(() => Ended(null, error.Message));
        }
        catch (Exception error) when (error is DbException or DbUpdateException)
        {
            await services.Loop.PostAsync(() => Ended(null, $"The database failed: {error.Message}"));
        }
        catch (ObjectDisposedException)
        {
            await services.Loop.PostAsync(() => Ended(null, null));
        }
    }

    private void Ended(Bitfield? verified, string? problem)
    {
        isRunning = false;
        if (verified is not null) Committed = verified;
        if (problem is not null) job.DiskFailed(problem);
    }
}
