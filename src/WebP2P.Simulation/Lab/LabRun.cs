using WebP2P.Protocols.Overlays;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Lab;

/// <summary>One run, in one thread: the network is built, some of it fails, queries follow each other, and what they cost is told.</summary>
public sealed class LabRun
{
    private const int StepsBetweenLooks = 4_096;
    private const double CpuSecondsMin = 0.000_001;
    private const long QueryMsMax = 600_000;

    /// <summary>After it the neighbours of a dead node have missed its pings.</summary>
    private const long NoticedMs = 4_000;

    private readonly LabOptions options;
    private readonly Action<LabProgress>? progress;
    private readonly CancellationToken cancel;
    private readonly int nodes;
    private readonly LabFiles files;
    private readonly ILabWorld world;
    private readonly LabTally tally;
    private readonly Dice dice;
    private readonly LabTrace trace = new();
    private int looks, queriesDone;

    private LabRun(LabOptions options, Action<LabProgress>? progress, CancellationToken cancel)
    {
        (this.options, this.progress, this.cancel) = (options, progress, cancel);
        if (LabBounds.TryFile(options, out var choice, out var file) is { } problem) throw new ArgumentException(problem, nameof(options));
        nodes = file?.Nodes ?? options.Nodes!.Value;
        files = new LabFiles(options, nodes, LabDice.For(options.Seed, LabDice.Use.Files));
        var simulation = LabFaults.Of(options, nodes);
        world = options.Overlay == OverlayKind.Napster
            ? new NapsterWorld(options, nodes, files, simulation)
            : new GnutellaWorld(options, files, TopologyOf(choice!, file), nodes, simulation);
        tally = new LabTally(world, nodes);
        dice = LabDice.For(options.Seed, LabDice.Use.Queries);
    }

    /// <summary>Performs a run. Everything in the report but <see cref="LabReport.EventsPerSecond"/> follows from the options.</summary>
    /// <param name="progress">Is told now and then, on the calling thread.</param>
    /// <exception cref="ArgumentException">The options cannot be used; <see cref="LabOptions.Problem"/> says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="SimulationLimitException">It needed more memory than a run may take.</exception>
    public static LabReport Execute(LabOptions options, Action<LabProgress>? progress, CancellationToken cancel)
    {
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        return new LabRun(options, progress, cancel).Perform();
    }

    private SimulatedNetwork Network => world.Network;

    private long EndMs => options.VirtualMsMax;

    private Topology? TopologyOf(TopologyChoice choice, Topology? file) =>
        file ?? (choice.Kind == TopologyKind.Grown ? null : choice.Draw(nodes, LabDice.For(options.Seed, LabDice.Use.Topology)));

    private LabReport Perform()
    {
        world.Build(GoesOn);
        if (nodes >= LargePages.NodesMin) LargePages.Collapse();
        var (cpuBefore, stepsBefore) = (Environment.CpuUsage.TotalTime, Network.Metrics.Steps);
        Network.Observer = tally.See;
        Fail();
        Network.Split(options.Partitions.All);
        if (options.ChurnShapePerMille > 0) LetComeAndGo();
        while (queriesDone < options.Queries && Network.NowMs < EndMs && Ask()) queriesDone++;
        Tell();
        return Report((Network.Metrics.Steps - stepsBefore) / Math.Max((Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds, CpuSecondsMin));
    }

    /// <summary>All nodes but the one that always asks.</summary>
    private IEnumerable<SimulatedNode> Others() => Enumerable.Range(0, nodes).Where(number => number != options.Origin).Select(world.NodeOf);

    private void Fail()
    {
        var numbers = Enumerable.Range(0, nodes).Where(number => number != options.Origin).ToArray();
        var count = (int)((long)numbers.Length * options.FailPerMillion / LabBounds.Million);
        foreach (var number in Shuffle.Take(numbers, count, LabDice.For(options.Seed, LabDice.Use.Failures))) Network.Kill(world.NodeOf(number));
        if (count > 0) RunUntil(() => false, NoticedMs);
    }

    private void LetComeAndGo()
    {
        Network.Returned = world.Returned;
        foreach (var node in Others().Where(node => node.IsUp)) Network.LetComeAndGo(node);
    }

    /// <summary>False when there is nobody left who could ask.</summary>
    private bool Ask()
    {
        if (Asker() is not { } origin) return false;
        tally.Begin(origin);
        if (options.Traces && queriesDone == 0) tally.Trace = trace;
        world.Ask(origin, files.QueryFor(files.DrawFile(dice)));
        RunUntil(() => tally.IsFinished || !origin.IsUp, Math.Min(QueryMsMax, EndMs - Network.NowMs));
        RunUntil(() => false, Math.Min(world.StragglersMs, EndMs - Network.NowMs));
        tally.Trace = null;
        return true;
    }

    private SimulatedNode? Asker()
    {
        if (options.Origin is { } number) return world.NodeOf(number);
        for (var attempt = 0; attempt < 100 * nodes; attempt++)
        {
            if (world.NodeOf(dice.Below(nodes)) is { IsUp: true } node) return node;
        }
        return null;
    }

    private void RunUntil(Func<bool> isOver, long withinMs) => Network.RunUntil(() => !GoesOn() || isOver(), withinMs);

    /// <summary>Looks up from the work now and then.</summary>
    private bool GoesOn()
    {
        if (++looks % StepsBetweenLooks == 0) Tell();
        return true;
    }

    private void Tell()
    {
        cancel.ThrowIfCancellationRequested();
        progress?.Invoke(new LabProgress(queriesDone, options.Queries, Network.Metrics.Steps, Network.NowMs));
    }

    private LabReport Report(double eventsPerSecond)
    {
        var (asked, hops) = ((double)Math.Max(1, queriesDone), tally.FirstHops.Order().ToArray());
        return new LabReport(
            options,
            nodes,
            tally.Reached / asked,
            tally.Sent / asked,
            tally.Sent / asked / nodes,
            tally.Duplicates / asked,
            hops.Length / asked,
            hops.Length == 0 ? 0 : hops.Average(),
            Percentile(hops, 50),
            Percentile(hops, 99),
            hops.Length == 0 ? 0 : (double)tally.FirstHitMsSum / hops.Length,
            Network.Metrics.Bytes,
            Network.Metrics.Steps,
            eventsPerSecond,
            Network.Digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture))
        {
            Drops = Network.Metrics.Drops.ToDictionary(drop => drop.Key.ToString(), drop => drop.Value),
            Trace = trace.Steps,
        };
    }

    /// <summary>The smallest value that so many of a hundred do not exceed.</summary>
    private static int Percentile(int[] sorted, int percent) => sorted.Length == 0 ? 0 : sorted[(sorted.Length * percent + 99) / 100 - 1];
}
