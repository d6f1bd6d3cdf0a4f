using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Transfers;

/// <summary>Totals of uploads and peers that get none, in <c>node.db</c>; durable when a call's task ends.</summary>
internal sealed class UploadPeerStore(IDbContextFactory<NodeDbContext> contexts)
{
    /// <summary>Peers whose totals are remembered.</summary>
    public const int TotalsMax = 10_000;

    public async Task<List<UploadTotalRow>> TotalsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.UploadTotals.AsNoTracking().ToListAsync(cancellationToken);
    }

    public async Task<List<NoUploadsRow>> BlockedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.NoUploads.AsNoTracking().ToListAsync(cancellationToken);
    }

    public async Task SaveAsync(IReadOnlyList<UploadTotalRow> rows)
    {
        await using var context = await contexts.CreateDbContextAsync();
        foreach (var row in rows)
        {
            if (await context.UploadTotals.FindAsync([row.NodeId]) is { } known) context.Entry(known).CurrentValues.SetValues(row);
            else context.UploadTotals.Add(row);
        }
        await context.SaveChangesAsync();
    }

    /// <summary>Keeps those that were given something last; the keys of the others.</summary>
    public async Task<List<byte[]>> ForgetAsync()
    {
        await using var context = await contexts.CreateDbContextAsync();
        var old = await context.UploadTotals.OrderByDescending(row => row.LastUnixMs).Skip(TotalsMax).Select(row => row.NodeId).ToListAsync();
        if (old.Count > 0) await context.UploadTotals.Where(row => old.Contains(row.NodeId)).ExecuteDeleteAsync();
        return old;
    }

    public async Task BlockAsync(NoUploadsRow row, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.NoUploads.FindAsync([row.NodeId], cancellationToken) is { } known) context.Entry(known).CurrentValues.SetValues(row);
        else context.NoUploads.Add(row);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task UnblockAsync(byte[] peer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.NoUploads.Where(row => row.NodeId == peer).ExecuteDeleteAsync(cancellationToken);
    }
}
