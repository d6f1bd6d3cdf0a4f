using System.Diagnostics;
using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Tests.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Benchmarks.Copying;

/// <summary>One node of the copy benchmark as a process of its own: it prints one line when it is ready or done.</summary>
internal static class CopyProcess
{
    /// <summary>What the copying process prints when it has begun.</summary>
    public const string Begun = "begun";

    /// <summary>Folder, file, KiB a second or 0, <c>altered</c> or <c>right</c>: serves the file until its standard input ends. Prints <c>id port content warmContent</c>.</summary>
    public static int Give(string[] args)
    {
        GiveAsync(args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3] == "altered").GetAwaiter().GetResult();
        return 0;
    }

    /// <summary>Folder, content, content to warm up with, then <c>id port</c> of each source: copies. Prints <see cref="Begun"/>, then <c>seconds cpuSeconds peakMiB</c>.</summary>
    public static int Take(string[] args)
    {
        TakeAsync(args).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task GiveAsync(string folder, string file, int limitKib, bool isAltered)
    {
        await using var node = await TransferNode.StartAsync(folder, configure: options => options with { UploadLimitKib = limitKib });
        var warm = node.Library.Add(CopyRate.WarmOf(file));
        Console.WriteLine($"{node.Id} {node.Plane.EndPoint!.Port} {(isAltered ? AddAltered(node, file, folder) : node.Library.Add(file))} {warm}");
        await Console.In.ReadToEndAsync();
    }

    /// <summary>After it was hashed all of its bytes become others, under the time that it had.</summary>
    private static ContentId AddAltered(TransferNode node, string file, string folder)
    {
        var altered = Path.Combine(folder, Path.GetFileName(file));
        File.Copy(file, altered);
        var content = node.Library.Add(altered);
        var time = File.GetLastWriteTimeUtc(altered);
        using (var handle = File.OpenHandle(altered, FileMode.Open, FileAccess.ReadWrite))
        {
            var bytes = new byte[1 << 20];
            for (var offset = 0L; RandomAccess.Read(handle, bytes, offset) is > 0 and var read; offset += read)
            {
                for (var at = 0; at < read; at++) bytes[at] ^= 0x55;
                RandomAccess.Write(handle, bytes.AsSpan(0, read), offset);
            }
        }
        File.SetLastWriteTimeUtc(altered, time);
        return content;
    }

    private static async Task TakeAsync(string[] args)
    {
        await using var node = await TransferNode.StartAsync(args[0]);
        if (!ContentId.TryParse(args[1], out var content) || !ContentId.TryParse(args[2], out var warm)) throw new ArgumentException("Not a content.");
        var sources = new List<NodeId>();
        for (var at = 3; at < args.Length; at += 2)
        {
            if (!NodeId.TryParse(args[at], out var peer)) throw new ArgumentException("Not a node.");
            node.Meet(peer, int.Parse(args[at + 1], CultureInfo.InvariantCulture), $"source {at}");
            sources.Add(peer);
        }
        // A node runs for days; a new one compiles its code while it copies.
        await CopyAsync(node, warm, sources, () => { });
        using var self = Process.GetCurrentProcess();
        var (cpu, watch) = (self.TotalProcessorTime, Stopwatch.StartNew());
        await CopyAsync(node, content, sources, () => Console.WriteLine(Begun));
        self.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {(self.TotalProcessorTime - cpu).TotalSeconds} {PeakMiB()}"));
    }

    private static async Task CopyAsync(TransferNode node, ContentId content, List<NodeId> sources, Action begin)
    {
        var ended = new TaskCompletionSource<DownloadState>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = node.Feed.Subscribe(entry =>
        {
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed or DownloadState.Failed or DownloadState.Paused } change) ended.TrySetResult(change.State);
        });
        begin();
        await node.StartDownloadAsync(content, [.. sources]);
        var state = await ended.Task;
        if (state != DownloadState.Completed) throw new InvalidOperationException($"It ended as {state}.");
    }

    private static long PeakMiB()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
