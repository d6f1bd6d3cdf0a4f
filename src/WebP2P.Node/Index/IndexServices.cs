using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

public static class IndexServices
{
    /// <summary>The index on disk: <see cref="IIndexStore"/>. Needs node storage and logging.</summary>
    public static IServiceCollection AddIndex(this IServiceCollection services) => services
        .AddSingleton<IDatabaseSetup, IndexSetup>()
        .AddSingleton<IIndexStore, SqliteIndexStore>();
}
