using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace WebP2P.Node.Storage;

/// <summary>Makes the node's databases ready; runs to its end before anything else of the node starts.</summary>
public sealed class StoragePreparation(DataFolder folder, IDbContextFactory<NodeDbContext> contexts, IServiceProvider services)
{
    /// <exception cref="InvalidDataException">A database is damaged, or was written by a newer program.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        if (File.Exists(folder.NodeDatabase)) DatabaseUpgrade.QuickCheck(folder.NodeDatabase);
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
            await new DatabaseUpgrade(folder.Files).ApplyAsync(context, folder.NodeDatabase, cancellationToken);
        foreach (var setup in services.GetServices<IDatabaseSetup>()) await setup.PrepareAsync(cancellationToken);
    }
}
