using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Links;

/// <summary>A node with its peer plane and nothing else, on loopback.</summary>
internal sealed class LinkNode : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly DataFolder data;
    private readonly ServiceProvider services;

    private LinkNode(TempFolder folder, Func<NodeOptions, NodeOptions>? configure, LinkOptions? limits, Action<IServiceCollection>? add)
    {
        this.folder = folder;
        var options = new NodeOptions { Data = folder["data"], Downloads = folder["downloads"], Name = "test", PeerListen = "127.0.0.1:0", AllowLoopback = true };
        data = DataFolder.Open(folder["data"]);
        var collection = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(configure?.Invoke(options) ?? options)
            .AddNodeStorage(data)
            .AddSingleton(limits ?? new LinkOptions())
            .AddSingleton(TimeProvider.System)
            .AddSingleton<NodeFeed>()
            .AddSingleton<ILibraryTree>(Files)
            .AddNodeLinks();
        add?.Invoke(collection);
        services = collection.BuildServiceProvider();
        User = new RecordingUser();
        Hub.Attach(User);
    }

    public RecordingUser User { get; }

    public FewFiles Files { get; } = new();

    public NodeId Id => Get<NodeIdentity>().Id;

    public LinkHub Hub => Get<LinkHub>();

    public PeerConnector Connector => Get<PeerConnector>();

    public PeerPlane Plane => Get<PeerPlane>();

    public DropCounters Drops => Get<DropCounters>();

    public PeerAddress Address => PeerAddress.From(Plane.EndPoint!);

    public static async Task<LinkNode> StartAsync(Func<NodeOptions, NodeOptions>? configure = null, LinkOptions? limits = null, Action<IServiceCollection>? add = null)
    {
        var node = new LinkNode(new TempFolder(), configure, limits, add);
        await node.StartAsync();
        return node;
    }

    /// <summary>Stops this node and starts another one with the same data folder.</summary>
    public async Task<LinkNode> RestartAsync(Func<NodeOptions, NodeOptions>? configure = null)
    {
        await StopAsync();
        var node = new LinkNode(folder, configure, null, null);
        await node.StartAsync();
        return node;
    }

    private async Task StartAsync()
    {
        await Get<StoragePreparation>().PrepareAsync();
        await Plane.StartAsync(CancellationToken.None);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Dials and waits until both sides are linked.</summary>
    public async Task LinkAsync(LinkNode other)
    {
        Hub.Dial(User, other.Address, null);
        await User.WaitAsync($"linked {other.Id.ShortText}");
        await other.User.WaitAsync($"linked {Id.ShortText}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    private async Task StopAsync()
    {
        await Plane.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        data.Dispose();
    }
}
