using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

/// <summary>A whole node without a control plane: own folder, key, databases, sockets. By default Gnutella alone is on.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly ServiceProvider services;
    private bool isStopped;

    private RealNode(NodeOptions options, Action<IServiceCollection>? configure)
    {
        Options = options;
        folder = DataFolder.Open(options.Data);
        var collection = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)).AddPeerNode(options, folder);
        configure?.Invoke(collection);
        services = collection.BuildServiceProvider();
        Id = Get<NodeIdentity>().Id;
    }

    public NodeOptions Options { get; }

    public NodeId Id { get; }

    public string Address => $"127.0.0.1:{Get<PeerPlane>().EndPoint!.Port}";

    public string Shared => Options.Shares[0];

    public ISearches Searches => Get<ISearches>();

    public IDownloads Downloads => Get<IDownloads>();

    /// <summary>What is shared from the start.</summary>
    /// <param name="files">Names and bytes.</param>
    public static async Task<RealNode> StartAsync(string root, Func<NodeOptions, NodeOptions>? change = null, Action<IServiceCollection>? configure = null, params (string Name, byte[] Bytes)[] files)
    {
        var options = new NodeOptions
        {
            Data = Path.Combine(root, "data"),
            Downloads = Path.Combine(root, "downloads"),
            Name = Path.GetFileName(root),
            PeerListen = "127.0.0.1:0",
            Shares = [Path.Combine(root, "shared")],
            Overlays = ["gnutella"],
            Gnutella = new GnutellaOptions { SearchTimeoutMs = 5_000, SearchQuietMs = 5_000 },
            AllowLoopback = true,
            Watch = false,
            QuietMs = 0,
        };
        Directory.CreateDirectory(options.Shares[0]);
        foreach (var (name, bytes) in files) await File.WriteAllBytesAsync(Path.Combine(options.Shares[0], name), bytes);
        var node = new RealNode(change?.Invoke(options) ?? options, configure);
        var running = node.Get<PeerNode>();
        await running.PrepareAsync(CancellationToken.None);
        await running.StartAsync(CancellationToken.None);
        return node;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<GnutellaFigures> FiguresAsync() => (await Get<IGnutellaStatus>().ViewAsync(CancellationToken.None)).Figures;

    public Task HasNeighboursAsync(int count) => UntilAsync(async () => (await FiguresAsync()).Neighbours.Count >= count);

    public Task OffersAsync(int count) => UntilAsync(() => Task.FromResult(Get<OwnFiles>().Count >= count));

    /// <summary>Searches until the condition holds, or the search ends.</summary>
    public async Task<(SearchView View, IReadOnlyList<SearchResult> Results)> SearchAsync(string query, GnutellaWish? wish = null, Func<IReadOnlyList<SearchResult>, bool>? isEnough = null)
    {
        var started = Searches.Start(new SearchStart(query, TimeoutMs: 60_000) { Gnutella = wish });
        var id = (started.Value ?? throw new InvalidOperationException(started.Refusal!.Message)).Id;
        await UntilAsync(() => Task.FromResult(Searches.Find(id)!.State != SearchState.Running || isEnough?.Invoke(Results(id)) == true));
        return (Searches.Find(id)!, Results(id));
    }

    /// <summary>Copies the first result, and returns the bytes of the file.</summary>
    public async Task<byte[]> DownloadAsync(SearchView search, SearchResult result)
    {
        var started = await Downloads.StartAsync(new DownloadStart(new ContentId(result.Hash, result.Size), result.Name, SearchId: search.Id), CancellationToken.None);
        return await CompletedAsync((started.Value ?? throw new InvalidOperationException(started.Refusal!.Message)).Id);
    }

    public async Task<byte[]> CompletedAsync(Guid download)
    {
        await UntilAsync(() => Task.FromResult(Downloads.Find(download)!.State is DownloadState.Completed or DownloadState.Failed));
        var view = Downloads.Find(download)!;
        Assert.Equal(DownloadState.Completed, view.State);
        return await File.ReadAllBytesAsync(view.Path!);
    }

    /// <summary>Ends without a goodbye to anybody: its sockets just close.</summary>
    public async Task KillAsync()
    {
        foreach (var link in Get<LinkHub>().Links.ToList()) link.Wire.Abort("killed");
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (isStopped) return;
        isStopped = true;
        await Get<PeerNode>().StopAsync();
        await services.DisposeAsync();
        folder.Dispose();
    }

    public static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Looks again and again, with a deadline.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            if (!await timer.WaitForNextTickAsync(deadline.Token)) break;
        }
    }

    private IReadOnlyList<SearchResult> Results(Guid id) => Searches.Results(id, null, null, new PageRequest(null, 1_000))!.Items;
}
