using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>What is on the disk, hashed again whatever was noted before.</summary>
/// <param name="Right">Pieces that are what they should be.</param>
/// <param name="IsFinished">The finished file is whole and in its place.</param>
internal sealed record DownloadCheck(Bitfield Right, bool IsFinished)
{
    /// <summary>A finished file with wrong pieces becomes the unfinished one again.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static async Task<DownloadCheck> RunAsync(DownloadRow row, PieceLayer? layer, DiskWork work, TransferServices services)
    {
        var map = new PieceMap(row.Size);
        if (layer is null) return new DownloadCheck(new Bitfield(map.Count), false);
        var (calls, part) = (services.Files.Calls, row.PartPath!);
        var isFinished = row.CompletedUnixMs is not null && IsWhole(row.Path, row.Size, calls);
        var path = isFinished ? row.Path : part;
        var right = IsWhole(path, row.Size, calls) ? RightPieces(path, layer, work, calls) : new Bitfield(map.Count);
        if (!isFinished || right.IsFull || work.IsStopped) return new DownloadCheck(right, isFinished);
        await services.Library.RemoveFileAsync(row.Path);
        File.Delete(part);
        if (calls.Find(row.Path) is { Links: > 1 })
        {
            // Another name stands for this file, and it is not ours to mend: only the name of the download goes.
            await services.Library.RenameLinksAsync(row.Path, () => File.Delete(row.Path));
            return new DownloadCheck(new Bitfield(map.Count), false);
        }
        services.Files.TryRename(row.Path, part);
        return new DownloadCheck(right, false);
    }

    private static bool IsWhole(string path, long size, DiskCalls calls) => calls.Find(path) is { IsRegular: true } file && file.SizeBytes == size;

    private static Bitfield RightPieces(string path, PieceLayer layer, DiskWork work, DiskCalls calls)
    {
        var map = layer.Map;
        var right = new Bitfield(map.Count);
        using var handle = calls.Open(path, isNew: false);
        var buffer = new byte[map.PieceBytes];
        for (var piece = 0; piece < map.Count && !work.IsStopped; piece++)
        {
            var bytes = buffer.AsSpan(0, map.Length(piece));
            if (layer.IsRight(piece, bytes[..calls.Read(handle, path, bytes, map.Offset(piece))])) right.Set(piece);
            work.Show(right);
        }
        return right;
    }
}
