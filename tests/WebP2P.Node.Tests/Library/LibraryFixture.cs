using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Library;

/// <summary>A running library on a real data folder and real shares.</summary>
internal sealed class LibraryFixture : IAsyncDisposable
{
    /// <summary>A busy disk needs a minute for fifty thousand folders.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly DataFolder folder;
    private readonly ServiceProvider services;
    private readonly string downloads;

    private LibraryFixture(DataFolder folder, ServiceProvider services, string downloads)
    {
        this.folder = folder;
        this.services = services;
        this.downloads = downloads;
    }

    public IShares Shares => Get<IShares>();

    public LibraryJournal Journal => Get<LibraryJournal>();

    public LibraryContents Contents => Get<LibraryContents>();

    public NodeFeed Feed => Get<NodeFeed>();

    public long BytesHashed => Get<ContentHasher>().BytesHashed;

    public ShareView Downloads => Shares.List().Single(share => share.Path == downloads);

    /// <summary>Unwatched: it looks again only when a test says so.</summary>
    public static Task<LibraryFixture> StartAsync(TempFolder temp, params string[] shares) => StartAsync(temp, options => options with { Shares = shares });

    public static async Task<LibraryFixture> StartAsync(TempFolder temp, Func<NodeOptions, NodeOptions> with, TimeProvider? time = null)
    {
        var options = with(new NodeOptions { Data = temp["data"], Downloads = temp["downloads"], Watch = false });
        var folder = DataFolder.Open(options.Data);
        var services = new ServiceCollection().AddLogging().AddSingleton(options).AddSingleton(time ?? TimeProvider.System).AddSingleton<NodeFeed>()
            .AddNodeStorage(folder).AddLibrary().BuildServiceProvider();
        await services.GetRequiredService<StoragePreparation>().PrepareAsync();
        await services.GetRequiredService<LibraryService>().StartAsync(CancellationToken.None);
        return new LibraryFixture(folder, services, options.Downloads);
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Adds a folder and waits until it is scanned.</summary>
    public async Task<ShareView> ShareAsync(string path)
    {
        var added = await Shares.AddAsync(path, CancellationToken.None);
        Assert.Null(added.Refusal);
        return await ScannedAsync(added.Value!.Id);
    }

    /// <summary>Scans again and waits for the end of that scan.</summary>
    public async Task<ShareView> RescanAsync(Guid id)
    {
        var before = Shares.Find(id)!.ScannedAt;
        Assert.True(Shares.Rescan(id));
        await UntilAsync(() => Shares.Find(id) is { State: not (ShareState.Scanning or ShareState.Hashing) } share && (share.ScannedAt != before || share.State != ShareState.Ready));
        return Shares.Find(id)!;
    }

    public async Task<ShareView> ScannedAsync(Guid id)
    {
        await UntilAsync(() => Shares.Find(id) is { State: not (ShareState.Scanning or ShareState.Hashing) });
        return Shares.Find(id)!;
    }

    public async Task AllScannedAsync()
    {
        foreach (var share in Shares.List()) await ScannedAsync(share.Id);
    }

    /// <summary>Looks again at every event until the condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Feed.Subscribe(_ =>
        {
            if (condition()) met.TrySetResult();
        });
        if (condition()) return;
        await met.Task.WaitAsync(Deadline);
    }

    public async Task<IReadOnlyList<LibraryFile>> FilesAsync(string? query = null) =>
        (await Shares.FilesAsync(query, null, new PageRequest(null, 1_000), CancellationToken.None)).Items;

    /// <summary>Waits until the library holds exactly these files, <c>PATH:SIZE</c>.</summary>
    public async Task HasAsync(params string[] expected)
    {
        List<string> found = [];
        for (var end = DateTime.UtcNow + Deadline; DateTime.UtcNow < end; await Task.Yield())
        {
            found = [.. (await FilesAsync()).Select(file => $"{file.Path}:{file.Size}").Order(StringComparer.Ordinal)];
            if (found.SequenceEqual(expected.Order(StringComparer.Ordinal))) return;
        }
        Assert.Equal(expected.Order(StringComparer.Ordinal), found);
    }

    public async ValueTask DisposeAsync()
    {
        await Get<LibraryService>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        folder.Dispose();
    }
}
