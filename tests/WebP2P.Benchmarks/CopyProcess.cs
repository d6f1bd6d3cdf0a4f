using System.Diagnostics;
using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Tests.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Benchmarks;

/// <summary>One node of the copy benchmark as a process of its own: it prints one line when it is ready or done.</summary>
internal static class CopyProcess
{
    /// <summary>Folder, file: serves the file until its standard input ends. Prints <c>id port content</c>.</summary>
    public static int Give(string[] args)
    {
        GiveAsync(args[0], args[1]).GetAwaiter().GetResult();
        return 0;
    }

    /// <summary>Folder, content, then <c>id port</c> of each source: copies. Prints <c>seconds cpuSeconds peakMiB</c>.</summary>
    public static int Take(string[] args)
    {
        TakeAsync(args).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task GiveAsync(string folder, string file)
    {
        await using var node = await TransferNode.StartAsync(folder);
        Console.WriteLine($"{node.Id} {node.Plane.EndPoint!.Port} {node.Library.Add(file)}");
        await Console.In.ReadToEndAsync();
    }

    private static async Task TakeAsync(string[] args)
    {
        await using var node = await TransferNode.StartAsync(args[0]);
        if (!ContentId.TryParse(args[1], out var content)) throw new ArgumentException("Not a content.");
        var sources = new List<NodeId>();
        for (var at = 2; at < args.Length; at += 2)
        {
            if (!NodeId.TryParse(args[at], out var peer)) throw new ArgumentException("Not a node.");
            node.Meet(peer, int.Parse(args[at + 1], CultureInfo.InvariantCulture), $"source {at / 2}");
            sources.Add(peer);
        }
        using var self = Process.GetCurrentProcess();
        var (cpu, watch) = (self.TotalProcessorTime, Stopwatch.StartNew());
        var ended = new TaskCompletionSource<DownloadState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = node.Feed.Subscribe(entry =>
        {
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed or DownloadState.Failed or DownloadState.Paused } change) ended.TrySetResult(change.State);
        });
        await node.StartDownloadAsync(content, [.. sources]);
        var state = await ended.Task;
        self.Refresh();
        if (state != DownloadState.Completed) throw new InvalidOperationException($"It ended as {state}.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {(self.TotalProcessorTime - cpu).TotalSeconds} {PeakMiB()}"));
    }

    private static long PeakMiB()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
