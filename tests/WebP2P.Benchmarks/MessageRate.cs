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
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Wire;

namespace WebP2P.Benchmarks;

/// <summary>Small messages a second from one node to another over a link as it is: codec, queue, WebSocket, TLS, and back.</summary>
internal static class MessageRate
{
    private const int TargetPerSecond = 500_000;
    private const int UnderWayMax = 20_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static int Run(string[] arguments) =>
        MeasureAsync(arguments is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 3_000_000).GetAwaiter().GetResult();

    private static async Task<int> MeasureAsync(int messages)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-benchmark-").FullName;
        await using var giver = Build(folder);
        await using var taker = Build(folder);
        var counter = new Counter();
        taker.GetRequiredService<ILinks>().Attach(counter);
        await taker.GetRequiredService<PeerPlane>().StartAsync(CancellationToken.None);
        var sender = new Counter();
        var links = giver.GetRequiredService<ILinks>();
        links.Attach(sender);
        var peer = taker.GetRequiredService<NodeIdentity>().Id;
        links.Dial(sender, PeerAddress.From(taker.GetRequiredService<PeerPlane>().EndPoint!), peer);
        await sender.Linked.WaitAsync(Deadline);
        var query = new GnutellaQuery("harry potter kind:audio", 200);
        var frameBytes = FrameCodec.Measure(query);
        await MeasureAsync("warm-up", messages / 4, (links, peer, counter), query);
        var limit = await TlsRate.MeasureAsync(giver.GetRequiredService<NodeIdentity>(), (long)messages * frameBytes);
        var made = await MeasureAsync("made here", messages, (links, peer, counter), query);
        var handedOn = await MeasureAsync("handed on", messages, (links, peer, counter), counter.Last!);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"limit: TLS alone moves {limit / frameBytes:n0} frames of {frameBytes} bytes a second; made here {made * frameBytes / limit:0.00}, handed on {handedOn * frameBytes / limit:0.00} of it"));
        await taker.GetRequiredService<PeerPlane>().StopAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<double> MeasureAsync(string name, int messages, (ILinks Links, NodeId Peer, Counter Counter) way, Message message)
    {
        way.Counter.Begin(messages);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.Run(() =>
        {
            for (var number = 0; number < messages; number++)
            {
                if (number % 256 == 0) SpinWait.SpinUntil(() => number - way.Counter.Count < UnderWayMax);
                if (!way.Links.Send(way.Peer, new Header(new MessageId((UInt128)number), 4, 1), message)) throw new IOException("The link is gone.");
            }
        });
        await way.Counter.All.WaitAsync(Deadline);
        var seconds = clock.Elapsed.TotalSeconds;
        var perSecond = messages / seconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {perSecond:n0} messages/s ({perSecond / TargetPerSecond:0.00} x the target of {TargetPerSecond:n0}), {(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / messages:0.00} CPU us and {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / messages} bytes allocated a message, both ends"));
        return perSecond;
    }

    private static ServiceProvider Build(string folder)
    {
        var data = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var owned = DataFolder.Open(data);
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(new NodeOptions { Data = data, Downloads = data, PeerListen = "127.0.0.1:0", AllowLoopback = true })
            .AddSingleton(new LinkOptions { QueueFramesMax = 2 * UnderWayMax, PingLanMs = 60_000 })
            .AddSingleton(_ => NodeIdentity.Open(owned))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<NodeFeed>()
            .AddNodeLinks()
            .BuildServiceProvider();
    }

    private sealed class Counter : ILinkUser
    {
        private readonly TaskCompletionSource linked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int wanted;
        private int count;

        public Task Linked => linked.Task;

        public Task All => all.Task;

        public int Count => Volatile.Read(ref count);

        public Message? Last { get; private set; }

        public string Name => "benchmark";

        public void Begin(int messages)
        {
            all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            wanted = messages;
            Volatile.Write(ref count, 0);
        }

        public bool Reads(MessageType type) => type == MessageType.GnutellaQuery;

        void ILinkUser.Linked(NodeId peer, Hello hello) => linked.TrySetResult();

        public void Unlinked(NodeId peer, string reason) => all.TrySetException(new IOException(reason));

        public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => linked.TrySetException(new IOException(reason));

        public void Received(NodeId peer, in Header header, Message message)
        {
            Last = message;
            if (Interlocked.Increment(ref count) == wanted) all.TrySetResult();
        }
    }
}
