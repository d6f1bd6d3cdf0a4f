using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
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

    /// <summary>Null when it is not there.</summary>
    public async Task<DownloadRow?> FindAsync(Guid id)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Downloads.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id);
    }

    /// <summary>State, reason and places, as they are now; not of one that is being removed.</summary>
    public Task SaveAsync(DownloadRow row)
    {
        var (id, state, reason, pausedBy, priority, sources) = (row.Id, row.State, row.Reason, row.PausedBy, row.Priority, row.SourcesJson);
        var (path, part, completed) = (row.Path, row.PartPath, row.CompletedUnixMs);
        return WriteAsync(context => context.Downloads.Where(saved => saved.Id == id && saved.State < DownloadRemoval.Removed).ExecuteUpdateAsync(set => set
            .SetProperty(saved => saved.State, state)
            .SetProperty(saved => saved.Reason, reason)
            .SetProperty(saved => saved.PausedBy, pausedBy)
            .SetProperty(saved => saved.Priority, priority)
            .SetProperty(saved => saved.SourcesJson, sources)
            .SetProperty(saved => saved.Path, path)
            .SetProperty(saved => saved.PartPath, part)
            .SetProperty(saved => saved.CompletedUnixMs, completed)));
    }

    /// <summary>What the owner decided, of all these downloads or of none.</summary>
    public Task ChooseAsync(IReadOnlyList<(Guid Id, OwnersChoice Choice, string SourcesJson)> choices) => WriteAsync(async context =>
    {
        await using var all = await context.Database.BeginTransactionAsync();
        foreach (var (id, choice, sources) in choices)
        {
            var (state, by, priority, order) = ((int)choice.State, (int?)choice.By, (int?)choice.Priority - 1, (int?)choice.Order);
            await context.Downloads.Where(saved => saved.Id == id && saved.State < DownloadRemoval.Removed).ExecuteUpdateAsync(set => set
                .SetProperty(saved => saved.State, state)
                .SetProperty(saved => saved.Reason, choice.Reason)
                .SetProperty(saved => saved.PausedBy, by)
                .SetProperty(saved => saved.PartPath, saved => choice.MovesTo ?? saved.PartPath)
                .SetProperty(saved => saved.Priority, saved => priority ?? saved.Priority)
                .SetProperty(saved => saved.Order, saved => order ?? saved.Order)
                .SetProperty(saved => saved.SourcesJson, sources));
        }
        await all.CommitAsync();
    });

    /// <summary>A state that is not one of a download on the list, or back to one that is.</summary>
    public Task MarkAsync(Guid id, int state, string reason, PausedBy? by) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set
            .SetProperty(saved => saved.State, state)
            .SetProperty(saved => saved.Reason, reason)
            .SetProperty(saved => saved.PausedBy, (int?)by)));

    /// <summary>The finished file is here, and its old name is still to be removed.</summary>
    public Task PlaceAsync(Guid id, string path, string left, string reason) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id && saved.State < DownloadRemoval.Removed)
        .ExecuteUpdateAsync(set => set
            .SetProperty(saved => saved.Path, path)
            .SetProperty(saved => saved.PartPath, left)
            .SetProperty(saved => saved.State, (int)DownloadState.Completed)
            .SetProperty(saved => saved.Reason, reason)));

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

    /// <summary>As <see cref="CommitAsync"/>, of pieces that nobody gave.</summary>
    public Task KeepPiecesAsync(Guid id, byte[] bitmap) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(saved => saved.Bitmap, bitmap)));

    /// <summary>No piece is believed any more.</summary>
    public Task ForgetPiecesAsync(Guid id) => WriteAsync(context => context.Downloads
        .Where(saved => saved.Id == id)
        .ExecuteUpdateAsync(set => set.SetProperty(saved => saved.Bitmap, (byte[]?)null)));

    public Task DeleteAsync(Guid id) => WriteAsync(context => context.Downloads.Where(saved => saved.Id == id).ExecuteDeleteAsync());

    /// <summary>Waits until all that was begun is written or has failed.</summary>
    public async Task DrainAsync()
    {
        Task begun;
        lock (gate) begun = last;
        await begun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

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
