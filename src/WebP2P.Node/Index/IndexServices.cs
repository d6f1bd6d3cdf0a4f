using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebP2P.Node.Control;
using WebP2P.Node.Index.Operator;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

public static class IndexServices
{
    /// <summary>The index on disk: <see cref="IIndexStore"/>, guarded. Needs node storage and logging.</summary>
    public static IServiceCollection AddIndex(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new IndexCareOptions());
        return services
            .AddSingleton<IndexHealth>()
            .AddSingleton<IndexSetup>()
            .AddSingleton<IDatabaseSetup>(provider => provider.GetRequiredService<IndexSetup>())
            .AddSingleton<Func<IIndexStore>>(provider => () => new SqliteIndexStore(provider.GetRequiredService<DataFolder>()))
            .AddSingleton<IndexReplacement>()
            .AddSingleton<WriteGate>()
            .AddSingleton<IIndexStore, GuardedIndexStore>()
            .AddSingleton<IndexUpkeep>()
            .AddSingleton<IndexCare>();
    }

    /// <summary>What the operator of the own index sees and does: <see cref="IOwnIndex"/>.</summary>
    internal static IServiceCollection AddIndexOperator(this IServiceCollection services) => services
        .AddSingleton<QueryMeter>()
        .AddSingleton<BlockTable>()
        .AddSingleton<IndexReading>()
        .AddSingleton<OwnIndex>()
        .AddSingleton<IOwnIndex>(provider => provider.GetRequiredService<OwnIndex>())
        .AddSingleton<IndexSampler>();
}
