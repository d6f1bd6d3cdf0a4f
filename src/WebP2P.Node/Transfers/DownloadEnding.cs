using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Makes a verified file the finished one: sync, commit, rename without overwriting, sync the folder, tell the library.</summary>
internal sealed class DownloadEnding(TransferServices services)
{
    private const int NamesMax = 100;

    /// <exception cref="PartFileException">The disk failed; the unfinished file stays, or the finished one is found at the next try.</exception>
    public async Task FinishAsync(DownloadRow row, PartFile file, PieceLayer layer, DownloadProgress progress)
    {
        file.Sync();
        await services.Store.CommitAsync(row.Id, progress);
        for (var attempt = 0; attempt < NamesMax; attempt++)
        {
            // The name is noted first, so that a kill between rename and commit is recognised at the next start.
            await services.Store.SaveAsync(row);
            if (PartFileException.Guarded(row.Path, () => TryRename(file, row.Path)))
            {
                await services.Library.AddCompletedAsync(layer, row.Path);
                return;
            }
            row.Path = PartFileException.Guarded(row.Path, () => NextFree(file, row.Path));
        }
        throw new PartFileException($"No free name beside '{row.Path}'.");
    }

    /// <summary>An earlier end renamed the file and got no further: when it is there and right, it is kept over a power failure from now on.</summary>
    /// <exception cref="PartFileException">The disk failed.</exception>
    public bool TryKeepFinished(DownloadRow row, PieceLayer? layer) => layer is not null && PartFileException.Guarded(row.Path, () =>
    {
        if (services.Files.Calls.Find(row.Path) is not { IsRegular: true } found || found.SizeBytes != row.Size) return false;
        using var handle = services.Files.Calls.Open(row.Path, isNew: false);
        services.Files.Sync(handle, row.Path);
        DiskCalls.ForgetMemory(handle);
        var buffer = new byte[layer.Map.PieceBytes];
        for (var piece = 0; piece < layer.Map.Count; piece++)
        {
            var bytes = buffer.AsSpan(0, layer.Map.Length(piece));
            if (!layer.IsRight(piece, bytes[..services.Files.Calls.Read(handle, row.Path, bytes, layer.Map.Offset(piece))])) return false;
        }
        services.Files.SyncFolder(Path.GetDirectoryName(row.Path)!);
        return true;
    });

    /// <summary>The finished file is in its place already: it is noted and offered.</summary>
    public async Task KeepAsync(DownloadRow row, PieceLayer layer, DownloadProgress progress)
    {
        await services.Store.CommitAsync(row.Id, progress);
        await services.Library.AddCompletedAsync(layer, row.Path);
    }

    private bool TryRename(PartFile file, string to)
    {
        try
        {
            if (!services.Files.TryRename(file.Path, to)) return false;
        }
        catch (IOException error) when (SystemError.NumberOf(error) == UnixCalls.OtherDevice)
        {
            // Something was mounted between the two: a name beside the unfinished file does it.
            return false;
        }
        // Whoever exchanged the file at the last moment does not get his bytes called verified.
        if (!file.IsAt(to)) throw new PartFileException(DiskTrouble.Changed(to));
        return true;
    }

    /// <summary>In the folder of the unfinished file: a rename does not go to another disk.</summary>
    private static string NextFree(PartFile file, string path)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        return Path.Combine(folder, FreeName.In(folder, Path.GetFileName(path), []));
    }
}
