using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Transfers;

/// <summary>The downloads in <c>node.db</c>, written one after another in the order of the calls; durable when a call's task ends.</summary>
internal sealed class DownloadStore(IDbContextFactory<NodeDbContext> contexts)
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    public async Task<List<DownloadRow>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Downloads.AsNoTracking().OrderBy(row => row.StartedUnixMs).ToListAsync(cancellationToken);
    }

    public Task AddAsync(DownloadRow row) => WriteAsync(context =>
    {
        context.Downloads.Add(row);
        return context.SaveChangesAsync();
    });

    /// <summary>State, reason and places, as they are now.</summary>
    public Task SaveAsync(DownloadRow row)
    {
        var (id, state, reason, pausedBy, priority, sources) = (row.Id, row.State, row.Reason, row.PausedBy, row.Priority, row.SourcesJson);
        var (path, part, completed) = (row.Path, row.PartPath, row.CompletedUnixMs);
        return WriteAsync(context => context.Downloads.Where(saved => saved.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(saved => saved.State, state)
            .SetProperty(saved => saved.Reason, reason)
            .SetProperty(saved => saved.PausedBy, pausedBy)
            .SetProperty(saved => saved.Priority, priority)
            .SetProperty(saved => saved.SourcesJson, sources)
            .SetProperty(saved => saved.Path, path)
            .SetProperty(saved => saved.PartPath, part)
            .SetProperty(saved => saved.CompletedUnixMs, completed)));
    }

    public Task SaveLayerAsync(Guid id, byte[] layer) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(saved => saved.Layer, layer)));

    /// <summary>Only after the bytes of these pieces were synced to the disk.</summary>
    public Task CommitAsync(Guid id, DownloadProgress progress) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set
            .SetProperty(saved => saved.Bitmap, progress.Bitmap)
            .SetProperty(saved => saved.Provenance, progress.Provenance)
            .SetProperty(saved => saved.SourcesJson, progress.SourcesJson)));

    /// <summary>No piece is believed any more.</summary>
    public Task ForgetPiecesAsync(Guid id) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(saved => saved.Bitmap, (byte[]?)null)));

    public Task DeleteAsync(Guid id) => WriteAsync(context => context.Downloads.Where(saved => saved.Id == id).ExecuteDeleteAsync());

    private Task WriteAsync(Func<NodeDbContext, Task> write)
    {
        lock (gate) return last = AfterAsync(last, write);
    }

    private async Task AfterAsync(Task before, Func<NodeDbContext, Task> write)
    {
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await using var context = await contexts.CreateDbContextAsync();
        await write(context);
    }
}
