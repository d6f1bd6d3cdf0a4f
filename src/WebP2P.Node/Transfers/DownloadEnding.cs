using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Makes a verified file the finished one: sync, commit, rename without overwriting, sync the folder, tell the library.</summary>
internal sealed class DownloadEnding(TransferServices services)
{
    private const int NamesMax = 100;

    /// <exception cref="PartFileException">The disk failed; the unfinished file stays.</exception>
    public async Task FinishAsync(DownloadRow row, PartFile file, PieceLayer layer, DownloadProgress progress)
    {
        file.Sync();
        await services.Store.CommitAsync(row.Id, progress);
        for (var attempt = 0; attempt < NamesMax; attempt++)
        {
            // The name is noted first, so that a kill between rename and commit is recognised at the next start.
            await services.Store.SaveAsync(row);
            if (TryRename(file.Path, row.Path))
            {
                await services.Library.AddCompletedAsync(layer, row.Path);
                return;
            }
            row.Path = services.Targets.Choose(Path.GetFileName(row.Path), []);
        }
        throw new PartFileException($"No free name beside '{row.Path}'.");
    }

    /// <summary>A kill after the rename: the finished file is there and right.</summary>
    public static bool IsFinished(DownloadRow row, PieceLayer? layer)
    {
        if (layer is null || File.Exists(row.PartPath) || new FileInfo(row.Path) is not { Exists: true, LinkTarget: null } finished || finished.Length != row.Size) return false;
        using var handle = File.OpenHandle(row.Path);
        var buffer = new byte[layer.Map.PieceBytes];
        for (var piece = 0; piece < layer.Map.Count; piece++)
        {
            var bytes = buffer.AsSpan(0, layer.Map.Length(piece));
            if (RandomAccess.Read(handle, bytes, layer.Map.Offset(piece)) != bytes.Length) return false;
            if (MerkleTree.PieceRoot(bytes, layer.Map) != layer[piece]) return false;
        }
        return true;
    }

    private bool TryRename(string from, string to)
    {
        try
        {
            return services.Files.TryRename(from, to);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error);
        }
    }
}
