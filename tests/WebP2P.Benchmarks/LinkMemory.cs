using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Benchmarks;

/// <summary>Bytes that one accepted, idle link costs: the dialling nodes live in a second process.</summary>
internal static class LinkMemory
{
    private const int LinksDefault = 200;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static int Run(string[] arguments) => arguments is ["dial", var address, var id, var count]
        ? DialAsync(address, id, int.Parse(count, CultureInfo.InvariantCulture)).GetAwaiter().GetResult()
        : MeasureAsync(arguments is [var links] ? int.Parse(links, CultureInfo.InvariantCulture) : LinksDefault).GetAwaiter().GetResult();

    private static async Task<int> MeasureAsync(int links)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-benchmark-").FullName;
        await using var node = Build(folder, links);
        var plane = node.GetRequiredService<PeerPlane>();
        var counter = new CountingUser(links);
        node.GetRequiredService<ILinks>().Attach(counter);
        await plane.StartAsync(CancellationToken.None);

        // The first link pays for what all share.
        await using (var first = Build(folder, 1)) await LinkOnceAsync(first, plane, node);
        var (heapBefore, residentBefore) = Memory();
        using var dialler = Process.Start("dotnet", [Environment.GetCommandLineArgs()[0], "link-memory", "dial", plane.EndPoint!.ToString(), node.GetRequiredService<NodeIdentity>().Id.ToString(), $"{links}"]);
        await counter.All.WaitAsync(Deadline);
        var (heapAfter, residentAfter) = Memory();
        dialler.Kill();
        await dialler.WaitForExitAsync();
        Console.WriteLine($"{links} idle links: {(heapAfter - heapBefore) / links / 1024.0:0.0} KiB of managed heap and {(residentAfter - residentBefore) / links / 1024.0:0.0} KiB resident a link");
        await plane.StopAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task LinkOnceAsync(ServiceProvider dialler, PeerPlane plane, ServiceProvider node)
    {
        var user = new CountingUser(1);
        dialler.GetRequiredService<ILinks>().Attach(user);
        dialler.GetRequiredService<ILinks>().Dial(user, PeerAddress.From(plane.EndPoint!), node.GetRequiredService<NodeIdentity>().Id);
        await user.All.WaitAsync(Deadline);
    }

    private static async Task<int> DialAsync(string address, string id, int count)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-benchmark-").FullName;
        if (!PeerAddress.TryParse(address, out var target) || !NodeId.TryParse(id, out var peer)) return 1;
        for (var number = 0; number < count; number++)
        {
            var node = Build(folder, 1);
            var user = new CountingUser(1);
            var links = node.GetRequiredService<ILinks>();
            links.Attach(user);
            links.Dial(user, target, peer);
            await user.All.WaitAsync(Deadline);
        }

        // Lives until the measuring process ends it.
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static ServiceProvider Build(string folder, int linksMax)
    {
        var data = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var owned = DataFolder.Open(data);
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(new NodeOptions { Data = data, Downloads = data, PeerListen = "127.0.0.1:0", AllowLoopback = true })
            .AddSingleton(new LinkOptions { LinksMax = linksMax + 10 })
            .AddSingleton(_ => NodeIdentity.Open(owned))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<NodeFeed>()
            .AddNodeLinks()
            .BuildServiceProvider();
    }

    private static (long Heap, long Resident) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (heap, process.WorkingSet64);
    }

    private sealed class CountingUser(int wanted) : ILinkUser
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int linked;

        public Task All => all.Task;

        public string Name => "benchmark";

        public bool Reads(MessageType type) => false;

        public void Linked(NodeId peer, Hello hello)
        {
            if (Interlocked.Increment(ref linked) >= wanted) all.TrySetResult();
        }

        public void Unlinked(NodeId peer, string reason) => Interlocked.Decrement(ref linked);

        public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => all.TrySetException(new IOException(reason));

        public void Received(NodeId peer, in Header header, Message message)
        {
        }
    }
}
