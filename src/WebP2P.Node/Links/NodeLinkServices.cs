using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

public static class NodeLinkServices
{
    /// <summary>Peer plane, streams, links, records. Needs <see cref="NodeOptions"/> and the node's identity.</summary>
    public static IServiceCollection AddNodeLinks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new LinkOptions());
        return services
            .AddSingleton<DropCounters>()
            .AddSingleton<LocalNetwork>()
            .AddSingleton(provider => NetworkOf(provider.GetRequiredService<NodeOptions>()))
            .AddSingleton<EcdsaSeal>()
            .AddSingleton<IRecordSeal>(provider => provider.GetRequiredService<EcdsaSeal>())
            .AddStreams()
            .AddLinks()
            .AddPeers()
            .AddPeerPlane();
    }

    private static IServiceCollection AddStreams(this IServiceCollection services) => services
        .AddSingleton<RecordSigner>()
        .AddSingleton<PeerDirectory>()
        .AddSingleton<IPeerDirectory>(provider => provider.GetRequiredService<PeerDirectory>())
        .AddSingleton<PeerTls>()
        .AddSingleton<PeerConnector>()
        .AddSingleton<IPeerStreams>(provider => provider.GetRequiredService<PeerConnector>());

    private static IServiceCollection AddLinks(this IServiceCollection services) => services
        .AddSingleton<LinkUsers>()
        .AddSingleton<OwnHello>()
        .AddSingleton<LinkHandshake>()
        .AddSingleton<LinkWiring>()
        .AddSingleton<LinkDelivery>()
        .AddSingleton<LinkHub>()
        .AddSingleton(provider => new OwnRecord(
            provider.GetRequiredService<NodeOptions>(),
            provider.GetRequiredService<LocalNetwork>(),
            provider.GetRequiredService<PeerDirectory>(),
            provider.GetRequiredService<RecordSigner>(),
            provider.GetRequiredService<LinkHub>()))
        .AddSingleton<AddressWatch>()
        .AddSingleton<LinkLifetime>()
        .AddSingleton<ILinks>(provider => provider.GetRequiredService<LinkHub>());

    private static IServiceCollection AddPeers(this IServiceCollection services) => services
        .AddSingleton<PeerLibrary>()
        .AddSingleton<IPeers, PeersService>()
        .AddSingleton<IPeerEndpoints>(provider => new LibraryEndpoint(provider.GetService<ILibraryTree>(), provider.GetRequiredService<DropCounters>()));

    private static IServiceCollection AddPeerPlane(this IServiceCollection services) => services
        .AddSingleton<IPeerEndpoints, LinkEndpoint>()
        .AddSingleton<IPeerEndpoints, CallBackEndpoint>()
        .AddSingleton<CallBackDialler>()
        .AddSingleton<DialBacker>()
        .AddSingleton<LocalNews>()
        .AddSingleton<LocalAnnouncer>()
        .AddSingleton<PeerListenChoice>()
        .AddSingleton<PeerPlaneServer>()
        .AddSingleton(provider => new PeerPlane(
            provider.GetRequiredService<PeerPlaneServer>(),
            provider.GetRequiredService<PeerListenChoice>(),
            provider.GetRequiredService<LinkLifetime>(),
            provider.GetServices<IPeerEndpoints>(),
            provider.GetRequiredService<ILoggerFactory>()));

    private static NetworkName NetworkOf(NodeOptions options) =>
        NetworkName.TryParse(options.Network, out var network) ? network! : throw new ArgumentException("--network is NAME or NAME:KEY; the key has 64 hex digits.");
}
