using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Index;
using WebP2P.Node.Index.Operator;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

public static class PeerNodeServices
{
    /// <summary>Everything of one node. The caller opened the data folder and disposes it last; <see cref="PeerNode"/> starts and stops the rest.</summary>
    public static IServiceCollection AddPeerNode(this IServiceCollection services, NodeOptions options, DataFolder folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton<NodeFeed>()
            .AddNodeStorage(folder)
            .AddLibrary()
            .AddNodeLinks()
            .AddTransfers()
            .AddNapster()
            .AddGnutella()
            .AddSingleton<NodeOverlays>()
            .AddSingleton<NodeReach>()
            .AddSingleton<NodeParts>()
            .AddSingleton<NodeStatus>()
            .AddSingleton<INodeStatus>(provider => provider.GetRequiredService<NodeStatus>())
            .AddSingleton<NodeNews>()
            .AddSingleton<NodeEngine>()
            .AddSingleton(provider => new PeerNode(
                options,
                provider.GetRequiredService<NodeEngine>(),
                provider.GetRequiredService<NodeStatus>(),
                provider.GetRequiredService<NodeNews>(),
                provider.GetRequiredService<TimeProvider>()));
    }

    private static IServiceCollection AddNapster(this IServiceCollection services) => services
        .AddIndex()
        .AddIndexOperator()
        .AddSingleton<ILocalContents, LocalContents>()
        .AddSingleton<SearchService>()
        .AddSingleton<ISearches>(provider => provider.GetRequiredService<SearchService>())
        .AddSingleton<ISearchedSources>(provider => provider.GetRequiredService<SearchService>())
        .AddSingleton<IProviderSigner, ProviderSigner>()
        .AddSingleton<IQuestionAnswers>(provider => new NapsterAnswers(
            provider.GetRequiredService<LibraryJournal>().AnswerAsync,
            provider.GetRequiredService<IIndexStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<QueryMeter>(),
            provider.GetRequiredService<DialBacker>().AnswerAsync))
        .AddSingleton(provider => new OverlaySurroundings(
            provider.GetRequiredService<ILinks>(),
            provider.GetRequiredService<IQuestionAnswers>(),
            provider.GetRequiredService<DropCounters>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OverlayLoop>>()))
        .AddSingleton<NapsterService>()
        .AddSingleton<ISourceFinder>(provider => provider.GetRequiredService<NapsterService>());

    private static IServiceCollection AddGnutella(this IServiceCollection services) => services
        .AddSingleton<OwnFiles>()
        .AddSingleton<OwnFilesFollower>()
        .AddSingleton<HostStore>()
        .AddSingleton<GnutellaLinks>()
        .AddSingleton<GnutellaAnswers>()
        .AddSingleton<GnutellaTraces>()
        .AddSingleton<GnutellaParts>()
        .AddSingleton<GnutellaService>()
        .AddSingleton<ISourceFinder>(provider => provider.GetRequiredService<GnutellaService>())
        .AddSingleton<IGnutellaStatus, GnutellaStatus>();
}
