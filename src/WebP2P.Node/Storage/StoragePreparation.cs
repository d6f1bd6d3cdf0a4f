using Microsoft.EntityFrameworkCore;

namespace WebP2P.Node.Storage;

/// <summary>Makes the node's database ready; runs to its end before anything else of the node starts.</summary>
public sealed class StoragePreparation(DataFolder folder, IDbContextFactory<NodeDbContext> contexts)
{
    /// <exception cref="InvalidDataException">The database is damaged, or was written by a newer program.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await new DatabaseUpgrade(folder.Files).ApplyAsync(context, folder.NodeDatabase, cancellationToken);
    }
}
