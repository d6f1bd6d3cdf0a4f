using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>
/// A finished download goes to another folder. Where to is noted first (as <c>PartPath</c>), then the file is there under both names, then the new
/// name is noted, then the old one goes: a kill between any two leaves a whole file, and the next start goes on. Called on the transfer loop.
/// </summary>
internal sealed class DownloadMoving(DownloadJob job, TransferServices services)
{
    private Task running = Task.CompletedTask;

    /// <summary>Null when nothing runs.</summary>
    public DiskWork? Work { get; private set; }

    public static string Reason(string to) => $"Moves to {Path.GetDirectoryName(to)}.";

    /// <param name="to">Noted already.</param>
    public void Start(string to)
    {
        if (Work is not null) return;
        var work = Work = new DiskWork(() => services.NowMs);
        job.Row.PartPath = to;
        job.Enter(DownloadState.Verifying, Reason(to));
        running = RunAsync(job.Row.Path, to, new FileMove(services, job.Layer!, work));
    }

    /// <summary>A kill came after the new name was noted: what is left of the old one goes.</summary>
    public void Leave(string from)
    {
        var work = Work = new DiskWork(() => services.NowMs);
        running = LeaveAsync(from, job.Row.Path, new FileMove(services, job.Layer!, work), isProven: false);
    }

    /// <summary>It ends soon; the next start goes on.</summary>
    public async Task EndAsync()
    {
        Work?.Stop();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(string from, string to, FileMove move)
    {
        try
        {
            await Task.Run(() => move.BringAsync(from, to));
            await services.Store.PlaceAsync(job.Row.Id, to, from, $"Complete: moved from {Path.GetDirectoryName(from)}.");
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await Task.Run(() => Undo(move, to));
            _ = services.Loop.PostAsync(() => Ended(from, null, $"Complete: it could not be moved. {trouble.Reason}"));
            return;
        }
        await LeaveAsync(from, to, move, isProven: true);
    }

    private async Task LeaveAsync(string from, string to, FileMove move, bool isProven)
    {
        try
        {
            await Task.Run(() => move.LeaveAsync(from, to, isProven));
            _ = services.Loop.PostAsync(() => Ended(to, null, $"Complete: moved from {Path.GetDirectoryName(from)}."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DbException or DbUpdateException)
        {
            _ = services.Loop.PostAsync(() => Ended(to, from, $"Complete: moved, but {from} could not be removed ({error.Message.TrimEnd('.')}). It is tried again at the next start."));
        }
    }

    private static void Undo(FileMove move, string to)
    {
        try
        {
            move.Undo(to);
        }
        catch (IOException)
        {
            // The disk that failed keeps it.
        }
    }

    /// <param name="left">What is still to be removed.</param>
    private void Ended(string path, string? left, string reason)
    {
        Work = null;
        (job.Row.Path, job.Row.PartPath) = (path, left);
        if (job.State == DownloadState.Completed) _ = job.States.Save();
        job.Enter(DownloadState.Completed, reason);
    }
}
