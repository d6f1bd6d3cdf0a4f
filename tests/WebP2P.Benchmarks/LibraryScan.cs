using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;

namespace WebP2P.Benchmarks;

/// <summary>The library of the library benchmark as a process of its own. Prints the seconds of each share, those of a second look, its peak memory in MiB and the bytes of the second look.</summary>
internal static class LibraryScan
{
    public static int Run(string data, string[] shares)
    {
        RunAsync(data, shares).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(string data, string[] shares)
    {
        var options = new NodeOptions { Data = data, Downloads = Path.Combine(data, "..", "downloads") };
        using var folder = DataFolder.Open(options.Data);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(options).AddSingleton(TimeProvider.System).AddSingleton<NodeFeed>()
            .AddNodeStorage(folder).AddLibrary().BuildServiceProvider();
        await services.GetRequiredService<StoragePreparation>().PrepareAsync();
        var library = services.GetRequiredService<LibraryService>();
        await library.StartAsync(CancellationToken.None);
        var feed = services.GetRequiredService<NodeFeed>();
        await UntilReadyAsync(feed, library, null);
        foreach (var share in shares) Print(await AddAsync(feed, library, share));
        var hasher = services.GetRequiredService<ContentHasher>();
        var (hashed, watch) = (hasher.BytesHashed, Stopwatch.StartNew());
        foreach (var share in library.List())
        {
            library.Rescan(share.Id);
            await UntilReadyAsync(feed, library, share);
        }
        Print(watch.Elapsed.TotalSeconds);
        Print(PeakMib());
        Print(hasher.BytesHashed - hashed);
        await library.StopAsync(CancellationToken.None);
    }

    private static async Task<double> AddAsync(NodeFeed feed, LibraryService library, string path)
    {
        var watch = Stopwatch.StartNew();
        if ((await library.AddAsync(path, CancellationToken.None)).Refusal is { } refusal) throw new InvalidOperationException(refusal.Message);
        await UntilReadyAsync(feed, library, null);
        return watch.Elapsed.TotalSeconds;
    }

    /// <param name="scanned">Until it was scanned again; null: until all are ready.</param>
    private static async Task UntilReadyAsync(NodeFeed feed, LibraryService library, ShareView? scanned)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool IsReady() => library.List().All(share => share.State == ShareState.Ready && (share.Id != scanned?.Id || share.ScannedAt != scanned.ScannedAt));
        using var subscription = feed.Subscribe(_ =>
        {
            if (IsReady()) ready.TrySetResult();
        });
        if (!IsReady()) await ready.Task;
    }

    private static double PeakMib()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static void Print(double value) => Console.WriteLine(value.ToString(CultureInfo.InvariantCulture));
}
