namespace WebP2P.Simulation.Tests.Core;

public sealed class SameRunTests(ITestOutputHelper output)
{
    private static SimulationOptions AllFaults(ulong seed) => new()
    {
        Seed = seed,
        LossPerMillion = 20_000,
        DuplicatedPerMillion = 20_000,
        ReorderedPerMillion = 20_000,
        Jitter = DelayTable.Uniform(0, 20),
        LinkBytesPerSecond = 100_000,
        DialFailuresPerMille = 50,
        ClockSkewMaxMs = 5_000,
        SessionShapePerMille = 600,
        SessionScaleMs = 200_000,
        AbsenceMs = 50_000,
        Partitions = [new(60_000, 62_000, 300_000), new(100_000, 200_000, 500_000)],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_same_seed_gives_the_same_digest_with_all_faults_on_the_wheel_and_on_a_heap(ulong seed)
    {
        var options = AllFaults(seed);
        var digests = new[] { options, options, options with { UsesHeap = true } }.Select(each => Village.Busy(each, 60, 400_000).Network).ToList();
        output.WriteLine($"seed {seed}, {digests[0].Metrics.Steps} events, digest {digests[0].Digest:x16}");
        Assert.Equal(digests[0].Digest, digests[1].Digest);
        Assert.Equal(digests[0].Digest, digests[2].Digest);
        Assert.True(digests[0].Metrics is { Lost: > 100, Duplicated: > 100, Reordered: > 100, Bytes: > 10_000 });
        Assert.NotEqual(digests[0].Digest, Village.Busy(AllFaults(seed + 100), 60, 400_000).Network.Digest);
    }

    [Fact]
    public void Whatever_is_different_in_one_step_is_in_the_digest()
    {
        var one = (TimeMs: 1L, Kind: StepKind.Delivered, From: 2, To: 3, Type: 4);
        var steps = new[] { one, one with { TimeMs = 2 }, one with { Kind = StepKind.Dropped }, one with { From = 1 }, one with { To = 4 }, one with { Type = 3 } };
        Assert.Equal(steps.Length, steps.Select(step => DigestOf(step)).Distinct().Count());
        Assert.NotEqual(DigestOf(steps[0], steps[1]), DigestOf(steps[1], steps[0]));
    }

    [Fact]
    public void What_one_node_draws_does_not_depend_on_how_many_others_draw()
    {
        var (small, large) = (new Village(new SimulationOptions()), new Village(new SimulationOptions()));
        var (one, same) = (small.Add(), large.Add());
        large.Network.Request(large.Add(), new TalkOn());
        Assert.Equal(TimesOf(small, one), TimesOf(large, same));
        Assert.Equal(one.Dice.NextUInt64(), same.Dice.NextUInt64());
        Assert.NotEqual(one.Dice.NextUInt64(), large.Network.Nodes[1].Dice.NextUInt64());
    }

    [Fact]
    public void Messages_and_timers_cost_no_memory_once_the_tables_have_grown()
    {
        var village = new Village(new SimulationOptions { KeepsNotices = false });
        for (var number = 0; number < 200; number++) village.Add(passesOn: true);
        var nodes = village.Network.Nodes;
        for (var number = 0; number < nodes.Count; number++) village.Network.Connect(nodes[number], nodes[(number + 1) % nodes.Count]);
        village.Say(nodes[0], nodes[1], 50);
        foreach (var node in nodes) village.Network.Request(node, new TalkOn());
        // The wheel comes around once, so that every bucket has had its pieces.
        village.Network.RunFor(20_000);
        var (before, steps) = (GC.GetAllocatedBytesForCurrentThread(), village.Network.Metrics.Steps);
        village.Network.RunFor(5_000);
        var (allocated, events) = (GC.GetAllocatedBytesForCurrentThread() - before, village.Network.Metrics.Steps - steps);
        output.WriteLine($"{allocated} bytes for {events} events");
        Assert.True(events > 5_000);
        Assert.True(allocated < events, $"{allocated} bytes for {events} events");
    }

    /// <summary>When the node, which draws its own times, does something within a minute.</summary>
    private static List<long> TimesOf(Village village, SimulatedNode node)
    {
        List<long> times = [];
        village.Network.Observer = step =>
        {
            if (step.Kind == StepKind.Elapsed && step.To == node) times.Add(step.TimeMs);
        };
        village.Network.Request(node, new TalkOn());
        village.Network.RunFor(60_000);
        return times;
    }

    private static ulong DigestOf(params IReadOnlyList<(long TimeMs, StepKind Kind, int From, int To, int Type)> steps)
    {
        var digest = new SimulationDigest();
        foreach (var (timeMs, kind, from, to, type) in steps) digest.Add(timeMs, kind, from, to, type);
        return digest.Value;
    }
}
