using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Makes verified pieces durable in batches: the file is synced, then the bitmap is committed. One batch at a time, off the loop.</summary>
internal sealed class DownloadCommits(DownloadJob job, TransferServices services)
{
    private long pendingBytes;
    private long lastMs;
    private bool isRunning;
    private Task last = Task.CompletedTask;

    /// <summary>What a restart will believe.</summary>
    public Bitfield Committed { get; private set; } = job.Verified.Copy();

    /// <summary>The file is open; what was recovered from it is due.</summary>
    /// <param name="committed">What is noted now; without it, what was noted before, as far as it is still there.</param>
    public void Opened(Bitfield? committed = null)
    {
        if (committed is not null) Committed = committed;
        else if (job.Verified.Cardinality < Committed.Cardinality) Committed = job.Verified.Copy();
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
        last = CommitAsync(file, job.Verified.Copy(), Progress());
    }

    /// <summary>When the batch that runs is written, or failed.</summary>
    public Task EndedAsync() => last;

    public bool IsDue => Committed.Cardinality != job.Verified.Cardinality;

    /// <summary>How long the disk has been busy with a commit; 0 when it is not.</summary>
    public long RunningMs => isRunning ? services.NowMs - lastMs : 0;

    /// <summary>The last commit, when nothing else runs; what fails is fetched again.</summary>
    public async Task KeepAsync(PartFile file)
    {
        try
        {
            file.Sync();
            await services.Store.CommitAsync(job.Row.Id, Progress());
        }
        catch (Exception error) when (error is PartFileException or DbException or DbUpdateException)
        {
            // A restart believes the last commit that succeeded.
        }
    }

    public DownloadProgress Progress() =>
        new(job.Verified.ToBytes(), job.Ledger.ToBytes(), job.SourcesJson());

    private async Task CommitAsync(PartFile file, Bitfield verified, DownloadProgress progress)
    {
        var (noted, trouble) = await SafeAsync(file, progress);
        await services.Loop.PostAsync(() => Ended(file, noted ? verified : null, trouble));
    }

    private async Task<(bool Noted, DiskTrouble? Trouble)> SafeAsync(PartFile file, DownloadProgress progress)
    {
        try
        {
            await Task.Run(file.Sync);
            var noting = await services.Loop.AskAsync(() => Note(file, progress), CancellationToken.None);
            if (noting is not null) await noting;
            return (noting is not null, null);
        }
        catch (PartFileException error)
        {
            return (false, error.Trouble);
        }
        catch (Exception error) when (error is DbException or DbUpdateException)
        {
            return (false, DiskTrouble.Data(error));
        }
        catch (Exception ended) when (ended is ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            return (false, null);
        }
    }

    /// <summary>Only while the file is the download's: its successor, made after a failure, holds none of these pieces.</summary>
    private Task? Note(PartFile file, DownloadProgress progress) => job.File == file ? services.Store.CommitAsync(job.Row.Id, progress) : null;

    private void Ended(PartFile file, Bitfield? verified, DiskTrouble? trouble)
    {
        isRunning = false;
        if (job.File != file) return;
        if (verified is not null) Committed = verified;
        if (verified is not null) job.Disk.Kept();
        if (trouble is not null) job.DiskFailed(trouble);
    }
}
