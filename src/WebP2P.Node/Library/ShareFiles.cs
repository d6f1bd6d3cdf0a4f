using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>A file as the database knows it, without its layer.</summary>
/// <param name="IsHidden">Left out by a rule.</param>
internal readonly record struct KnownFile(long Id, string RelativePath, FileStat Stat, bool IsHidden);

/// <summary>Reads what the database knows of one share.</summary>
internal sealed class ShareFiles(LibraryStore store)
{
    public async Task<Dictionary<string, KnownFile>> KnownAsync(Guid share, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Files.IgnoreQueryFilters().AsNoTracking().Where(row => row.ShareId == share)
            .Select(row => new { row.Id, row.RelativePath, row.Size, row.ModifiedTicks, row.Device, row.Inode, row.Hidden })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.RelativePath,
            row => new KnownFile(row.Id, row.RelativePath, new FileStat(EntryKind.File, row.Size, row.ModifiedTicks, row.Device, row.Inode), row.Hidden),
            StringComparer.Ordinal);
    }

    /// <summary>Whether the file was added meanwhile, as a finished download is.</summary>
    public async Task<bool> IsKnownAsync(Guid share, string relativePath, FileStat stat, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Files.IgnoreQueryFilters().AnyAsync(
            row => row.ShareId == share && row.RelativePath == relativePath && row.Size == stat.Size && row.ModifiedTicks == stat.ModifiedTicks && row.Inode == stat.Inode,
            cancellationToken);
    }

    public async Task<(long Files, long Bytes)> TotalsAsync(Guid share, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var files = context.Files.Where(row => row.ShareId == share);
        return (await files.LongCountAsync(cancellationToken), await files.SumAsync(row => row.Size, cancellationToken));
    }

    public async Task SetScannedAsync(Guid share, long unixMs, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        await context.Shares.Where(row => row.Id == share).ExecuteUpdateAsync(set => set.SetProperty(row => row.ScannedUnixMs, unixMs), cancellationToken);
    }

    public async Task<ShareRow?> FindAsync(Guid share, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Shares.AsNoTracking().FirstOrDefaultAsync(row => row.Id == share, cancellationToken);
    }
}
