using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Reads what the database knows of one share.</summary>
internal sealed class ShareFiles(LibraryStore store)
{
    /// <summary>Notes the end of a whole scan, and which folder on which drive it was; a drive may come back under another number.</summary>
    public async Task SetScannedAsync(ShareRow share, long unixMs, CancellationToken cancellationToken)
    {
        var root = FileStat.Of(share.Path);
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        await context.Shares.Where(row => row.Id == share.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ScannedUnixMs, unixMs).SetProperty(row => row.RootDevice, root.Device).SetProperty(row => row.RootInode, root.Inode), cancellationToken);
        if (share.RootDevice == 0 || share.RootDevice == root.Device) return;
        await context.Files.Where(row => row.ShareId == share.Id && row.Device == share.RootDevice).ExecuteUpdateAsync(set => set.SetProperty(row => row.Device, root.Device), cancellationToken);
    }

    public async Task<ShareRow?> FindAsync(Guid share, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Shares.AsNoTracking().FirstOrDefaultAsync(row => row.Id == share, cancellationToken);
    }
}
