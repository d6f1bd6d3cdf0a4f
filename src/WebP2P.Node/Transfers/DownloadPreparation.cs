using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>What a start found on the disk.</summary>
/// <param name="IsFinished">The finished file is in its place already; then there is no unfinished one.</param>
internal sealed record DownloadPreparation(PartFile? File, Bitfield Verified, bool IsFinished)
{
    /// <summary>Believes the bitmap when the file is there, and hashes what was written after the last commit.</summary>
    /// <exception cref="PartFileException">No room, no permission, or a broken disk.</exception>
    public static DownloadPreparation Prepare(DownloadRow row, PieceLayer? layer, Bitfield verified, TransferServices services)
    {
        var map = new PieceMap(row.Size);
        var path = row.PartPath ?? services.Targets.PartPath(new ContentId(new ContentHash(new Protocols.Bytes32(row.Hash)), row.Size));
        if (verified.IsFull && DownloadEnding.IsFinished(row, layer)) return new DownloadPreparation(null, verified, true);
        var file = PartFile.Open(services.Files, path, map, out var isNew);
        if (isNew) verified = new Bitfield(map.Count);
        else if (layer is not null) file.Recover(verified, layer);
        return new DownloadPreparation(file, verified, false);
    }
}
