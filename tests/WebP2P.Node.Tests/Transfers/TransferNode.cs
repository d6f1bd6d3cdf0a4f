using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A node of storage, links and transfers on loopback, with a library in memory and peers that the test introduces.</summary>
internal sealed class TransferNode : IAsyncDisposable
{
    /// <summary>Higher than that of any record which the peer signs itself, so that the introduction stays.</summary>
    private const long IntroducedSequence = long.MaxValue / 2;

    private readonly DataFolder data;
    private readonly ServiceProvider services;
    private readonly string root;
    private int introduced;

    private TransferNode(string root, TransferOptions? transfers, Func<NodeOptions, NodeOptions>? configure, Action<IServiceCollection>? add)
    {
        this.root = root;
        var options = new NodeOptions { Data = Path.Combine(root, "data"), Downloads = Path.Combine(root, "downloads"), Name = Path.GetFileName(root), PeerListen = "127.0.0.1:0", AllowLoopback = true };
        data = DataFolder.Open(options.Data);
        var collection = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(configure?.Invoke(options) ?? options)
            .AddSingleton(transfers ?? new TransferOptions())
            .AddSingleton<NodeFeed>()
            .AddSingleton(Library)
            .AddSingleton<ITransferLibrary>(Library)
            .AddNodeStorage(data)
            .AddLibrary()
            .AddNodeLinks()
            .AddSingleton<IProviderSigner, ProviderSigner>()
            .AddTransfers();
        add?.Invoke(collection);
        services = collection.BuildServiceProvider();
    }

    public FakeLibrary Library { get; } = new();

    public NodeId Id => Get<NodeIdentity>().Id;

    public PeerPlane Plane => Get<PeerPlane>();

    public IDownloads Downloads => Get<IDownloads>();

    public IUploads Uploads => Get<IUploads>();

    public NodeFeed Feed => Get<NodeFeed>();

    public string Folder => Path.Combine(root, "downloads");

    /// <summary>Bytes of contents that left this node, as last shown: what was sent just now may be missing.</summary>
    public long BytesSent => Uploads.Totals.BytesSent;

    public static async Task<TransferNode> StartAsync(string root, TransferOptions? transfers = null, Func<NodeOptions, NodeOptions>? configure = null, Action<IServiceCollection>? add = null, Action<TransferNode>? meetFirst = null, ILinkUser? attach = null)
    {
        var node = new TransferNode(root, transfers, configure, add);
        await node.Get<StoragePreparation>().PrepareAsync();
        node.Get<ILinks>().Attach(attach ?? node.Get<TransferPlane>());
        meetFirst?.Invoke(node);
        await node.Plane.StartAsync(CancellationToken.None);
        await node.Get<TransferPlane>().StartAsync(CancellationToken.None);
        return node;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Tells where another node is, or what stands in front of it; nothing that node says of itself replaces it.</summary>
    public void Meet(TransferNode other, int? port = null) => Meet(other.Id, port ?? other.Plane.EndPoint!.Port, Path.GetFileName(other.root));

    public void Meet(NodeId other, int port, string name)
    {
        var record = new PeerRecord(name, [new PeerAddress("127.0.0.1", port)], []);
        Get<IPeerDirectory>().Learn(new Signed<PeerRecord>(other, IntroducedSequence + ++introduced, long.MaxValue, record, default));
    }

    public ContentId Share(byte[] bytes, string name = "file.bin")
    {
        Directory.CreateDirectory(root);
        var path = Path.Combine(root, name);
        File.WriteAllBytes(path, bytes);
        return Library.Add(path);
    }

    public async Task<DownloadView> StartDownloadAsync(ContentId content, params NodeId[] sources)
    {
        var started = await Downloads.StartAsync(new DownloadStart(content, "file.bin", Sources: sources), CancellationToken.None);
        return started.Value ?? throw new InvalidOperationException(started.Refusal!.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await Plane.StopAsync(CancellationToken.None);
        await Get<TransferPlane>().StopAsync();
        await services.DisposeAsync();
        data.Dispose();
    }
}
