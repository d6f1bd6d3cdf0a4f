using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A downloader and sources of one content, each source behind a proxy of limited rate.</summary>
internal sealed class Swarm : IAsyncDisposable
{
    private readonly TempFolder folder;

    private Swarm(TempFolder folder, TransferNode downloader, byte[] bytes)
    {
        this.folder = folder;
        Downloader = downloader;
        Bytes = bytes;
    }

    public byte[] Bytes { get; }

    public ContentId Content { get; private set; }

    public TransferNode Downloader { get; }

    public List<TransferNode> Sources { get; } = [];

    public List<ThrottledProxy> Proxies { get; } = [];

    public NodeId[] SourceIds => [.. Sources.Select(source => source.Id)];

    public static async Task<Swarm> StartAsync(int sources, int sizeBytes, long bytesPerSecond)
    {
        var root = new TempFolder();
        var swarm = new Swarm(root, await TransferNode.StartAsync(root["alice"]), CopyTests.Bytes(sizeBytes));
        for (var number = 0; number < sources; number++)
        {
            var source = await TransferNode.StartAsync(root[$"source{number}"]);
            var proxy = new ThrottledProxy(() => source.Plane.EndPoint!, bytesPerSecond);
            swarm.Content = source.Share(swarm.Bytes);
            swarm.Downloader.Meet(source, proxy.Port);
            swarm.Sources.Add(source);
            swarm.Proxies.Add(proxy);
        }
        return swarm;
    }

    public async ValueTask DisposeAsync()
    {
        await Downloader.DisposeAsync();
        foreach (var proxy in Proxies) proxy.Dispose();
        foreach (var source in Sources) await source.DisposeAsync();
        folder.Dispose();
    }
}
