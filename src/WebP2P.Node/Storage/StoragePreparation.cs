using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace WebP2P.Node.Storage;

/// <summary>Makes the node's databases ready; runs to its end before anything else of the node starts.</summary>
public sealed class StoragePreparation(DataFolder folder, IDbContextFactory<NodeDbContext> contexts, IServiceProvider services)
{
    /// <exception cref="InvalidDataException">A database is damaged, or was written by a newer program.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        var others = services.GetServices<IDatabaseSetup>().Select(setup => Task.Run(() => setup.PrepareAsync(cancellationToken), cancellationToken));
        await Task.WhenAll([.. others, Task.Run(() => PrepareNodeAsync(cancellationToken), cancellationToken)]);
    }

    private async Task PrepareNodeAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(folder.NodeDatabase)) DatabaseUpgrade.QuickCheck(folder.NodeDatabase);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await new DatabaseUpgrade(folder.Files).ApplyAsync(context, folder.NodeDatabase, cancellationToken);
    }
}
