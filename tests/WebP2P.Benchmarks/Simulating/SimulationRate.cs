using System.Diagnostics;
using System.Globalization;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using WebP2P.Simulation.Gnutella;

namespace WebP2P.Benchmarks.Simulating;

/// <summary>
/// Events of a simulated network for each second of CPU time, with a machine that only passes messages on and with the Gnutella machine,
/// each case in a process of its own so that its memory can be told.
/// </summary>
internal static class SimulationRate
{
    /// <summary>As many as a Gnutella machine wants unless told otherwise.</summary>
    private const int Links = 6;

    private const int SmallNodes = 100_000;
    private const int LargeNodes = 1_000_000;
    private const long SteadyEvents = 20_000_000;

    /// <summary>How long a message takes, in the middle.</summary>
    private const int DelayMs = 35;

    private const long MemoryBytesMax = 4L << 30;
    private const byte Ttl = 7;
    private const long FloodMs = 30_000;

    /// <summary>As many as two generations of message ids last: then their tables are as large as they get.</summary>
    private const int WarmUpFloods = 8;

    /// <summary>So many that one collection more or less does not decide.</summary>
    private const int MeasuredFloods = 10;

    private const string Query = "flood";

    /// <summary>No arguments: all cases. Else the case, the nodes and, for the heap instead of the wheel, <c>heap</c>. Exit code 0 when all limits are met.</summary>
    public static int Run(string[] args)
    {
        if (args.Length >= 2) return RunCase(args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args.Contains("heap"));
        Console.WriteLine($"Million events for each second of CPU time, {Links} links a node, workstation GC; a line per case");
        var met = true;
        foreach (var nodes in new[] { SmallNodes, LargeNodes })
        {
            foreach (var what in new[] { "steady", "steady heap", "flood", "gnutella" })
            {
                var parts = what.Split(' ');
                met &= RunInProcess([parts[0], nodes.ToString(CultureInfo.InvariantCulture), .. parts[1..]]);
            }
        }
        return met ? 0 : 1;
    }

    private static bool RunInProcess(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(SimulationRate).Assembly.Location);
        start.ArgumentList.Add("simulate");
        foreach (var arg in args) start.ArgumentList.Add(arg);
        RuntimeSettings.Apply(start);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static int RunCase(string what, int nodes, bool usesHeap)
    {
        var options = new SimulationOptions { Seed = 1, KeepsNotices = false, UsesHeap = usesHeap, NodesMax = nodes };
        var (network, run) = what == "gnutella" ? Gnutella(options, nodes) : Relays(options, nodes, what == "flood");
        GC.Collect();
        LargePages.Collapse();
        run(true);
        var (events, allocated, cpu) = (network.Metrics.Steps, GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        var (collections, paused) = (GC.CollectionCount(0), GC.GetTotalPauseDuration());
        run(false);
        (collections, paused) = (GC.CollectionCount(0) - collections, GC.GetTotalPauseDuration() - paused);
        events = network.Metrics.Steps - events;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        using var process = Process.GetCurrentProcess();
        var (rate, limit) = (events / cpu.TotalSeconds / 1_000_000, usesHeap ? 0 : LimitOf(what, nodes));
        var isMet = rate >= limit && process.PeakWorkingSet64 <= MemoryBytesMax;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(usesHeap ? "heap, " : "")}{what,-9} {nodes,9} nodes {rate,6:F2} (limit {limit:F1}), {events} events, {collections} collections of {paused.TotalSeconds:F2} s, {allocated / (double)events:F2} bytes allocated an event, {GC.GetTotalMemory(forceFullCollection: false) / (double)(1 << 30):F2} GiB alive, {process.PeakWorkingSet64 / (double)(1 << 30):F2} GiB at most (limit {MemoryBytesMax >> 30}), digest {network.Digest:x16}{(isMet ? "" : "  MISSED")}"));
        return isMet ? 0 : 1;
    }

    private static double LimitOf(string what, int nodes) => (what, nodes > SmallNodes) switch
    {
        ("gnutella", false) => 1.2,
        ("gnutella", true) => 0.8,
        (_, false) => 5,
        (_, true) => 4,
    };

    private static (SimulatedNetwork Network, Action<bool> Run) Relays(SimulationOptions options, int nodes, bool floods)
    {
        var network = new SimulatedNetwork(options);
        for (var number = 0; number < nodes; number++) network.Add("relay", _ => [new HostedMachine(new RelayMachine(), RelayMachine.Reads)]);
        Connect(network, network.Connect);
        var message = new Ping(0);
        if (floods) return (network, isWarmUp => Floods(network, isWarmUp, origin => network.Request(origin, new SendOff(message, new Header(MessageId.Draw(network.Dice), Ttl)))));
        foreach (var node in network.Nodes) network.Request(node, new SendOff(message, default));
        return (network, isWarmUp => Steady(network, isWarmUp ? SteadyEvents / 4 : SteadyEvents));
    }

    private static (SimulatedNetwork Network, Action<bool> Run) Gnutella(SimulationOptions options, int nodes)
    {
        var machine = new GnutellaOptions { DialsHosts = false, PingMs = 0, UsesRouteTables = false, NeighboursWanted = 1, NeighboursMax = 64 };
        var gnutella = new GnutellaNetwork(options, machine);
        for (var number = 0; number < nodes; number++) gnutella.Add("node", FixedFiles.None);
        Connect(gnutella.Network, (one, other, _) => gnutella.Link(one, other));
        if (!Protocols.Search.Query.TryParse(Query, out var query, out _)) throw new InvalidOperationException("The query is none.");
        return (gnutella.Network, isWarmUp => Floods(gnutella.Network, isWarmUp, origin => gnutella.Search(origin, query!, SearchWay.Flood, Ttl)));
    }

    private static void Connect(SimulatedNetwork network, Action<SimulatedNode, SimulatedNode, IReadOnlyList<string>?> connect)
    {
        foreach (var node in network.Nodes)
        {
            for (var link = 0; link < Links / 2; link++)
            {
                var other = network.Nodes[network.Dice.Below(network.Nodes.Count)];
                if (other != node && !network.AreLinked(node, other)) connect(node, other, null);
            }
        }
    }

    private static void Steady(SimulatedNetwork network, long events)
    {
        // Every node's message is on its way for ever.
        network.RunFor(events / network.Nodes.Count * DelayMs);
    }

    private static void Floods(SimulatedNetwork network, bool isWarmUp, Action<SimulatedNode> begin)
    {
        for (var flood = 0; flood < (isWarmUp ? WarmUpFloods : MeasuredFloods); flood++)
        {
            begin(network.Nodes[network.Dice.Below(network.Nodes.Count)]);
            network.RunFor(FloodMs);
        }
    }
}
