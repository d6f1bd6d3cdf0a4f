using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Transfers;

public static class TransferServiceSetup
{
    /// <summary>
    /// Downloads and uploads. Needs storage, links, library and the feed; uses every <see cref="ISourceFinder"/> and an <see cref="ISearchedSources"/>
    /// when there are any. The composition calls <c>TransferPlane.StartAsync</c> after the links and before the peer plane.
    /// </summary>
    public static IServiceCollection AddTransfers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new TransferOptions());
        services.TryAddSingleton<Dice>(_ => new SystemDice());
        services.TryAddSingleton<ITransferLibrary, SharedLibrary>();
        return services
            .AddSingleton<TransferLoop>()
            .AddSingleton<Bandwidth>()
            .AddSingleton<TransferLimits>()
            .AddSingleton<ITransferLimits>(provider => provider.GetRequiredService<TransferLimits>())
            .AddSingleton<SourceMemory>()
            .AddSingleton<UploadPeerStore>()
            .AddSingleton<UploadPeers>()
            .AddSingleton<IUploadPeers>(provider => provider.GetRequiredService<UploadPeers>())
            .AddSingleton(Services)
            .AddSingleton(provider => provider.GetRequiredService<TransferServices>().Table)
            .AddSingleton(Plane)
            .AddSingleton<IPeerEndpoints>(provider => provider.GetRequiredService<TransferPlane>())
            .AddSingleton(provider => provider.GetRequiredService<TransferPlane>().Downloads)
            .AddSingleton(provider => provider.GetRequiredService<TransferPlane>().Uploads);
    }

    private static TransferPlane Plane(IServiceProvider provider) => new(
        provider.GetRequiredService<TransferServices>(),
        provider.GetRequiredService<NodeOptions>(),
        provider.GetRequiredService<NodeFeed>(),
        provider.GetServices<ISourceFinder>(),
        provider.GetService<ISearchedSources>());

    private static TransferServices Services(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<TransferOptions>();
        var dice = provider.GetRequiredService<Dice>();
        return new TransferServices(
            provider.GetRequiredService<TransferLoop>(),
            new TransferLinks(provider.GetRequiredService<ILinks>(), dice),
            new PieceFetcher(provider.GetRequiredService<IPeerStreams>(), provider.GetRequiredService<Bandwidth>(), options),
            new DownloadStore(provider.GetRequiredService<IDbContextFactory<NodeDbContext>>()),
            provider.GetRequiredService<ITransferLibrary>(),
            provider.GetRequiredService<DurableFile>(),
            provider.GetRequiredService<IPeerDirectory>(),
            new DownloadTargets(Path.GetFullPath(provider.GetRequiredService<NodeOptions>().Downloads)),
            options,
            provider.GetRequiredService<TimeProvider>(),
            dice)
        {
            Signer = provider.GetService<IProviderSigner>(),
            Memory = provider.GetRequiredService<SourceMemory>(),
            Drops = provider.GetRequiredService<DropCounters>(),
            Self = provider.GetRequiredService<NodeIdentity>().Id,
            Bandwidth = provider.GetRequiredService<Bandwidth>(),
            Limits = provider.GetRequiredService<TransferLimits>(),
            UploadPeers = provider.GetRequiredService<UploadPeers>(),
        };
    }
}
