using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>An Ethernet switch in this process: every host hangs on it by a TAP device; delay, loss, cuts and one-way firewalls are its own.</summary>
internal sealed class TapSwitch(int delayMs = 0, double loss = 0, int seed = 1) : IDisposable
{
    private const int FrameBytesMax = 2_048;
    private const int WaitingFramesMax = 4_000;
    private const int MacBytes = 6;

    private readonly ConcurrentDictionary<long, Port> learned = new();
    private readonly List<Port> ports = [];
    private readonly Random dice = new(seed);
    private readonly Lock gate = new();
    private volatile bool isStopping;

    /// <summary>Frames that were thrown away by chance.</summary>
    public long Lost { get; private set; }

    /// <summary>Connections that a firewall kept out.</summary>
    public long KeptOut { get; private set; }

    public Port Plug(TapDevice device)
    {
        var port = new Port(device);
        lock (gate) ports.Add(port);
        Run(() => Read(port));
        Run(() => Write(port));
        return port;
    }

    public void Dispose()
    {
        isStopping = true;
        foreach (var port in ports) port.Waiting.CompleteAdding();
        foreach (var port in ports) port.Device.Dispose();
    }

    private static void Run(ThreadStart loop) => new Thread(loop) { IsBackground = true }.Start();

    private void Read(Port from)
    {
        var buffer = new byte[FrameBytesMax];
        while (!isStopping)
        {
            var length = from.Device.Read(buffer);
            if (length < 0) return;
            if (length >= 2 * MacBytes) Forward(from, buffer.AsSpan(0, length).ToArray());
        }
    }

    private void Forward(Port from, byte[] frame)
    {
        learned[MacAt(frame, MacBytes)] = from;
        lock (gate)
        {
            if (from.IsCut || loss > 0 && dice.NextDouble() < loss)
            {
                Lost++;
                return;
            }
        }

        var isForOne = (frame[0] & 1) == 0 & learned.TryGetValue(MacAt(frame, 0), out var known);
        foreach (var to in isForOne ? [known!] : Others(from)) Queue(to, frame);
    }

    private void Queue(Port to, byte[] frame)
    {
        if (to.IsCut) return;
        if (to.KeepsOutConnections && TapDevice.OpensConnection(frame))
        {
            KeptOut++;
            return;
        }

        if (!isStopping && to.Waiting.Count < WaitingFramesMax) to.Waiting.TryAdd((Stopwatch.GetTimestamp(), frame));
    }

    private void Write(Port to)
    {
        using var pause = new ManualResetEventSlim();
        foreach (var (at, frame) in to.Waiting.GetConsumingEnumerable())
        {
            var restMs = delayMs - Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            if (restMs >= 1) pause.Wait((int)restMs);
            if (!to.IsCut) to.Device.Write(frame);
        }
    }

    private List<Port> Others(Port from)
    {
        lock (gate) return [.. ports.Where(port => port != from)];
    }

    private static long MacAt(byte[] frame, int offset)
    {
        var mac = 0L;
        for (var index = 0; index < MacBytes; index++) mac = mac << 8 | frame[offset + index];
        return mac;
    }

    /// <summary>Where one host is plugged in.</summary>
    internal sealed class Port(TapDevice device)
    {
        public TapDevice Device => device;

        public BlockingCollection<(long At, byte[] Frame)> Waiting { get; } = [];

        /// <summary>Nothing passes, in either direction.</summary>
        public bool IsCut { get; set; }

        /// <summary>The host may open connections, but nobody may open one to it.</summary>
        public bool KeepsOutConnections { get; set; }
    }
}
