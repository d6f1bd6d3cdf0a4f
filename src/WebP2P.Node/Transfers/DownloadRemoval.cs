using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>
/// Takes away what a download leaves on the disk. That it is to go is noted first, so that a kill half-way is finished at the next start; what the
/// disk refuses stays on the list, with the reason. Not on the transfer loop.
/// </summary>
internal sealed class DownloadRemoval(TransferServices services)
{
    /// <summary>Number beyond those of <see cref="DownloadState"/>: it is being removed; its finished file stays.</summary>
    public const int Removed = 100;

    /// <summary>As <see cref="Removed"/>, with the finished file.</summary>
    public const int RemovedWithFile = 101;

    /// <summary>Why nothing can be removed there now; null when it seems that it can.</summary>
    public Refusal? RefusalOf(DownloadRow row, bool deleteFile)
    {
        foreach (var path in Paths(row, deleteFile))
        {
            var folder = Path.GetDirectoryName(path)!;
            try
            {
                if (services.Files.Calls.Find(path) is null || services.Files.Calls.IsWritable(folder)) continue;
                return Refused(row, $"{folder} cannot be written to");
            }
            catch (IOException error)
            {
                return Refused(row, Because(error, path));
            }
        }
        return null;
    }

    public static Refusal Refused(DownloadRow row, string why) => new(
        RefusalKind.Unavailable,
        "not-removable",
        $"\"{row.Name}\" was not removed, because {why}. Nothing is lost. Remove it again when that is mended.");

    public static string Because(IOException error, string path) => $"the disk with {Path.GetDirectoryName(path)} failed: {error.Message.TrimEnd('.')}";

    public Task NoteAsync(Guid id, bool deleteFile) => services.Store.MarkAsync(id, deleteFile ? RemovedWithFile : Removed, "Being removed.", null);

    /// <summary>Its row goes last.</summary>
    /// <exception cref="IOException">The disk refused, and the files are still there.</exception>
    public async Task ClearAsync(DownloadRow row, bool deleteFile)
    {
        var content = new ContentId(new ContentHash(new Bytes32(row.Hash)), row.Size);
        foreach (var path in Unfinished(row, content)) services.Files.Calls.Delete(path);
        if (deleteFile && row.CompletedUnixMs is not null) await DeleteFinishedAsync(row.Path);
        await services.Library.RemovePartialAsync(content);
        try
        {
            await services.Store.DeleteAsync(row.Id);
        }
        catch (Exception error) when (error is DbException or DbUpdateException)
        {
            // It is noted as removed, and the next start forgets it.
        }
    }

    /// <summary>It is on the list again, as far as it is known, and waits for the owner.</summary>
    public async Task<DownloadRow> KeepAsync(DownloadRow row, string why)
    {
        var (state, reason, by) = row.CompletedUnixMs is null
            ? (DownloadState.Paused, $"Paused: it was to be removed, but {why}.", PausedBy.Owner)
            : (DownloadState.Completed, $"Complete: it was to be removed, but {why}.", (PausedBy?)null);
        (row.State, row.Reason, row.PausedBy) = ((int)state, reason, (int?)by);
        try
        {
            await services.Store.MarkAsync(row.Id, row.State, reason, by);
            return await services.Store.FindAsync(row.Id) ?? row;
        }
        catch (Exception error) when (error is DbException or DbUpdateException)
        {
            // What it had verified is found again on the disk.
            return row;
        }
    }

    /// <summary>Goes on where a kill ended a removal. What the disk still refuses is tried at the next start.</summary>
    public async Task FinishAsync(IReadOnlyList<DownloadRow> removed, IReadOnlyList<DownloadRow> others)
    {
        foreach (var row in removed)
        {
            // A later download of the same content may have the same files.
            var isUsed = others.Any(other => other.PartPath == row.PartPath || other.Path == row.Path);
            try
            {
                if (isUsed) await services.Store.DeleteAsync(row.Id);
                else await ClearAsync(row, row.State == RemovedWithFile);
            }
            catch (Exception error) when (error is IOException or DbException or DbUpdateException)
            {
                // The note stays.
            }
        }
    }

    /// <summary>The unfinished file, or what a move that did not end made.</summary>
    private static string[] Unfinished(DownloadRow row, ContentId content) =>
        row.PartPath is not { } part ? [] : DownloadTargets.IsPart(part) ? [part] : [part, FileMove.TemporaryOf(content, part)];

    /// <summary>What there may be of it, to be deleted.</summary>
    private static IEnumerable<string> Paths(DownloadRow row, bool deleteFile)
    {
        if (row.PartPath is { } part) yield return part;
        if (deleteFile && row.CompletedUnixMs is not null) yield return row.Path;
    }

    private async Task DeleteFinishedAsync(string path)
    {
        var calls = services.Files.Calls;
        if (calls.Find(path) is null) return;
        try
        {
            await services.Library.RenameLinksAsync(path, () => calls.Delete(path));
            await services.Library.RemoveFileAsync(path);
        }
        catch (Exception error) when (error is DbException or DbUpdateException && calls.Find(path) is null)
        {
            // The library finds out by itself that the file is gone.
        }
    }
}
