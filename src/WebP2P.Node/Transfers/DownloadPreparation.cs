using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>What a start found on the disk.</summary>
/// <param name="Committed">What is noted as verified now.</param>
/// <param name="IsFinished">The finished file is in its place already; then there is no unfinished one.</param>
internal sealed record DownloadPreparation(PartFile? File, Bitfield Verified, Bitfield Committed, bool IsFinished)
{
    /// <summary>What the end says when an own file gave all that was missing.</summary>
    public string? Outcome { get; private init; }

    /// <summary>A name that this start gave to an own file.</summary>
    public string? LinkedPath { get; private init; }

    /// <summary>It was stopped half-way: what it has is noted, and nothing is open.</summary>
    public bool IsStopped { get; private init; }

    /// <summary>Believes the bitmap when the file is there, and hashes what was written after the last commit.</summary>
    /// <exception cref="PartFileException">No room, no permission, a broken disk, or the unfinished file is not there.</exception>
    public static async Task<DownloadPreparation> PrepareAsync(DownloadRow row, PieceLayer? layer, Bitfield verified, (DiskStanding Disk, DiskWork Work) now, TransferServices services)
    {
        var (disk, work) = now;
        var map = new PieceMap(row.Size);
        var path = row.PartPath ?? DownloadTargets.PartPath(new ContentId(new ContentHash(new Bytes32(row.Hash)), row.Size), row.Path);
        var standing = PartFile.Look(services.Files, path, map);
        if (standing == PartFileStanding.Missing && new DownloadEnding(services).TryKeepFinished(row, layer)) return new DownloadPreparation(null, verified, verified, true);
        var own = await OwnFile.FindAsync(row, layer, work, services);
        if (own is not null && standing == PartFileStanding.Missing && await own.TryLinkAsync()) return new DownloadPreparation(null, verified, verified, true) { Outcome = own.Linked, LinkedPath = row.Path };
        if (own is not null && work.IsStopped) return new DownloadPreparation(null, verified, verified, false) { IsStopped = true };
        if (standing == PartFileStanding.Whole && layer is not null && (disk.IsDistrusted || !PartRecovery.IsAsLeft(services.Files, path, verified, layer))) standing = PartFileStanding.Altered;
        if (standing != PartFileStanding.Whole && verified.Cardinality > 0)
        {
            if (standing == PartFileStanding.Missing && !disk.MayBeginAnew) throw new PartFileException(DiskTrouble.Gone(path));
            // Noted before the file is made or lengthened: what a kill leaves then is never taken for verified.
            verified = new Bitfield(map.Count);
            await services.Store.ForgetPiecesAsync(row.Id);
        }
        var opened = Open(path, map, layer, verified, (disk.Orphan, own, work), services);
        return layer is not null && work.IsStopped && !opened.Verified.IsFull ? await opened.StoppedAsync(row, services) : opened;
    }

    /// <summary>What was copied so far need not be copied again.</summary>
    private async Task<DownloadPreparation> StoppedAsync(DownloadRow row, TransferServices services)
    {
        using var file = File!;
        file.Sync();
        await services.Store.KeepPiecesAsync(row.Id, Verified.ToBytes());
        return this with { File = null, Committed = Verified, IsStopped = true };
    }

    private static DownloadPreparation Open(string path, PieceMap map, PieceLayer? layer, Bitfield noted, (PartFile? Orphan, OwnFile? Own, DiskWork Work) others, TransferServices services)
    {
        var file = PartFile.Open(services.Files, path, map, out var isNew, services.Room);
        try
        {
            if (isNew) noted = new Bitfield(map.Count);
            if (others.Orphan is not null) PartRecovery.Rescue(others.Orphan, file);
            var verified = noted.Copy();
            if (layer is not null) PartRecovery.Recover(file, verified, layer, others.Work);
            others.Own?.CopyTo(file, verified);
            return new DownloadPreparation(file, verified, noted, false) { Outcome = verified.IsFull ? others.Own?.Copied : null };
        }
        catch (PartFileException)
        {
            file.Dispose();
            throw;
        }
    }
}
