using System.Diagnostics;
using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Tests.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Benchmarks.Copying;

/// <summary>One limited seed and eight nodes that copy from it and from each other over TLS on loopback, beside eight curls at one nginx of the same limit.</summary>
internal static class SwarmRate
{
    private const int Leechers = 8;
    private const double TimesMax = 1.3;

    /// <summary>Optional arguments: size in MiB, limit in KiB a second, rounds. Exit code 0 when all were done in time, every copy right.</summary>
    public static int Run(string[] args)
    {
        var numbers = args.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var (sizeMiB, limitKib, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var size ? size : 60, numbers.ElementAtOrDefault(1) is > 0 and var limit ? limit : 4_096, numbers.ElementAtOrDefault(2) is > 0 and var times ? times : 3);
        var root = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"webp2p-swarm-{Environment.ProcessId}")).FullName;
        try
        {
            var file = Path.Combine(root, "file.bin");
            CopyRate.Fill(file, sizeMiB);
            var ideal = sizeMiB * 1024.0 / limitKib;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizeMiB} MiB from one seed of {limitKib} KiB/s to {Leechers} nodes; the line alone needs {ideal:F1} s"));
            var own = Enumerable.Range(0, rounds).Select(round => OwnAsync(Path.Combine(root, $"round{round}"), file, limitKib, ideal).GetAwaiter().GetResult()).Order().ElementAt(rounds / 2);
            using var nginx = new LimitedNginx(root, file, Leechers, limitKib * 1024L);
            var theirs = nginx.Copy();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"webp2p {own:F1} s, {own / ideal:F2} times the line (median of {rounds}, at most {TimesMax}); nginx and {Leechers} curls {theirs:F1} s, {theirs / ideal:F2} times"));
            return own <= TimesMax * ideal ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<double> OwnAsync(string root, string file, int limitKib, double ideal)
    {
        await using var seed = await TransferNode.StartAsync(Path.Combine(root, "seed"), configure: options => options with { UploadLimitKib = limitKib });
        var content = seed.Library.Add(file);
        var nodes = new List<TransferNode>();
        for (var number = 0; number < Leechers; number++)
        {
            nodes.Add(await TransferNode.StartAsync(Path.Combine(root, $"leecher{number}")));
            nodes[number].Meet(seed);
        }
        var watch = Stopwatch.StartNew();
        var seconds = await Task.WhenAll(nodes.Select(node => CopyAsync(node, seed, content, watch)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  done after {string.Join(" ", seconds.Order().Select(done => $"{done / ideal:F2}"))} times the line; the seed gave {seed.BytesSent / (double)content.SizeBytes:F2} times the file"));
        foreach (var node in nodes)
        {
            CopyRate.Check(Path.Combine(node.Folder, "file.bin"), file);
            await node.DisposeAsync();
        }
        return seconds.Max();
    }

    private static async Task<double> CopyAsync(TransferNode node, TransferNode seed, ContentId content, Stopwatch watch)
    {
        var ended = new TaskCompletionSource<DownloadState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = node.Feed.Subscribe(entry =>
        {
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed or DownloadState.Failed or DownloadState.Paused } change) ended.TrySetResult(change.State);
        });
        await node.StartDownloadAsync(content, seed.Id);
        var state = await ended.Task;
        return state == DownloadState.Completed ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"It ended as {state}.");
    }
}
