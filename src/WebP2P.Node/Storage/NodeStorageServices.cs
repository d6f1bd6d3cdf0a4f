using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Identity;

namespace WebP2P.Node.Storage;

public static class NodeStorageServices
{
    /// <summary>The data folder (opened by the caller, who disposes it last), the node's identity, its database and settings.</summary>
    public static IServiceCollection AddNodeStorage(this IServiceCollection services, DataFolder folder) => services
        .AddSingleton(folder)
        .AddSingleton(folder.Files)
        .AddSingleton(_ => NodeIdentity.Open(folder))
        .AddDbContextFactory<NodeDbContext>(options => SqliteSetup.Configure(options, folder.NodeDatabase))
        .AddSingleton<SettingsStore>()
        .AddSingleton<StoragePreparation>();
}
