using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

/// <summary>Whatever the simulator can make go wrong, the lab can, too.</summary>
public sealed class LabFaultsTests
{
    private static readonly LabOptions Calm = new() { Topology = "random:4", Nodes = 60, Queries = 10, DelayMinMs = 10, DelayMaxMs = 90 };
    private static readonly LabOptions Churning = Calm with { ChurnShapePerMille = 1_000, ChurnScaleMs = 10_000 };
    private static readonly LabOptions Late = Calm with { ReorderedPerMillion = 500_000 };

    /// <summary>Two runs that differ in nothing but this.</summary>
    private static readonly Dictionary<string, (LabOptions One, LabOptions Other)> Reached = new()
    {
        [nameof(SimulationOptions.Seed)] = (Calm, Calm with { Seed = 2 }),
        [nameof(SimulationOptions.LinkDelay)] = (Calm, Calm with { DelayMaxMs = 91 }),
        [nameof(SimulationOptions.DelayIsOfLink)] = (Calm, Calm with { DelayIsOfLink = true }),
        [nameof(SimulationOptions.Jitter)] = (Calm, Calm with { JitterMaxMs = 1 }),
        [nameof(SimulationOptions.LinkBytesPerSecond)] = (Calm, Calm with { LinkBytesPerSecond = 20_000 }),
        [nameof(SimulationOptions.LossPerMillion)] = (Calm, Calm with { LossPerMillion = 100_000 }),
        [nameof(SimulationOptions.DuplicatedPerMillion)] = (Calm, Calm with { DuplicatedPerMillion = 100_000 }),
        [nameof(SimulationOptions.ReorderedPerMillion)] = (Calm, Late),
        [nameof(SimulationOptions.ReorderDelay)] = (Late, Late with { ReorderMinMs = 400 }),
        [nameof(SimulationOptions.Partitions)] = (Calm with { Partitions = Cut(1, 2, 1) }, Calm with { Partitions = Cut(0, 60_000, 500_000) }),
        [nameof(SimulationOptions.DialFailuresPerMille)] = (Churning, Churning with { DialFailuresPerMille = 500 }),
        [nameof(SimulationOptions.ClockSkewMaxMs)] = (Calm, Calm with { ClockSkewMaxMs = 1_000 }),
        [nameof(SimulationOptions.SessionShapePerMille)] = (Churning, Churning with { ChurnShapePerMille = 500 }),
        [nameof(SimulationOptions.SessionScaleMs)] = (Churning, Churning with { ChurnScaleMs = 20_000 }),
        [nameof(SimulationOptions.AbsenceMs)] = (Churning, Churning with { AwayMs = 1_000 }),
        [nameof(SimulationOptions.CrashesPerMillion)] = (Churning, Churning with { CrashesPerMillion = 0 }),
        [nameof(SimulationOptions.MovesPerMillion)] = (Churning, Churning with { MovesPerMillion = 0 }),
    };

    private static readonly Dictionary<string, string> NotReached = new()
    {
        [nameof(SimulationOptions.DialDelay)] = "How long a dial takes is no fault; which of them fail can be chosen.",
        [nameof(SimulationOptions.DialFailureDelay)] = "The same.",
        [nameof(SimulationOptions.AnswerDelay)] = "A node's own store and key are what they are.",
        [nameof(SimulationOptions.PingIntervalMs)] = "The pings of links are those of a real node.",
        [nameof(SimulationOptions.PingsMissedMax)] = "The same.",
        [nameof(SimulationOptions.QuietMs)] = "It tells when a network is settled, and changes no run.",
        [nameof(SimulationOptions.WallStartUnixMs)] = "No date is different from another.",
        [nameof(SimulationOptions.KeepsNotices)] = "How the work is done, not what happens.",
        [nameof(SimulationOptions.MeasuresBytes)] = "The same.",
        [nameof(SimulationOptions.UsesHeap)] = "The same.",
        [nameof(SimulationOptions.NodesMax)] = "It follows from the number of nodes.",
        [nameof(SimulationOptions.EventsMax)] = "A run ends with its queries and its virtual time.",
        [nameof(SimulationOptions.VirtualMsMax)] = "The lab has a virtual time of its own, which ends a run with what it has.",
        [nameof(SimulationOptions.MemoryBytesMax)] = "The process of a run has its own limit.",
    };

    public static TheoryData<string> Faults => [.. Reached.Keys];

    [Fact]
    public void Every_option_of_the_simulator_is_one_of_the_lab_or_has_a_reason_not_to_be() =>
        Assert.Equal(
            typeof(SimulationOptions).GetProperties().Select(property => property.Name).Order(),
            Reached.Keys.Concat(NotReached.Keys).Order());

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_the_lab_sets_comes_to_the_simulator(string fault) => Assert.NotEqual(Run(Reached[fault].One).Digest, Run(Reached[fault].Other).Digest);

    [Fact]
    public void Jitter_comes_on_top_of_the_delay()
    {
        var everywhere = Calm with { ReplicasPerMillion = 1_000_000, DelayMinMs = 50, DelayMaxMs = 50 };
        var answered = Run(everywhere).FirstHitMs;
        Assert.Equal(answered + 2 * 300, Run(everywhere with { JitterMinMs = 300, JitterMaxMs = 300 }).FirstHitMs, 25.0);
    }

    [Fact]
    public void A_link_may_keep_its_delay_from_query_to_query()
    {
        var pair = new LabOptions { Topology = "powerlaw:1", Nodes = 2, Origin = 0, Queries = 10, ReplicasPerMillion = 1_000_000, DelayMinMs = 0, DelayMaxMs = 60_000, DelayIsOfLink = true };
        var (first, all) = (Run(pair with { Queries = 1 }).FirstHitMs, Run(pair).FirstHitMs);
        Assert.Equal(first, all, 25.0);
        Assert.NotEqual(first, Run(pair with { DelayIsOfLink = false }).FirstHitMs, 25.0);
    }

    [Fact]
    public void A_thin_line_takes_its_time_for_every_message()
    {
        var thin = Calm with { LinkBytesPerSecond = LabBounds.LinkBytesPerSecondMin, ReplicasPerMillion = 1_000_000 };
        Assert.InRange(Run(thin).FirstHitMs, Run(Calm with { ReplicasPerMillion = 1_000_000 }).FirstHitMs + 40, 60_000);
    }

    [Fact]
    public void While_the_network_is_cut_a_query_reaches_one_part_and_afterwards_all_again()
    {
        var options = Calm with { Nodes = 40, Ttl = 7, Queries = 1, DelayMinMs = 20, DelayMaxMs = 20 };
        var (whole, cut) = (Run(options).Reached, Run(options with { Partitions = Cut(0, 600_000, 500_000), Queries = 20 }).Reached);
        Assert.Equal(39, whole);
        Assert.InRange(cut, 8, 32);
        var healed = Run(options with { Partitions = Cut(0, 20_000, 500_000), Queries = 400 }).Reached;
        Assert.InRange(healed, 28, 39);
    }

    [Fact]
    public void Clocks_that_are_days_off_spoil_what_is_signed_with_them()
    {
        var napster = Calm with { Overlay = Protocols.Overlays.OverlayKind.Napster };
        Assert.Empty(Run(napster with { ClockSkewMaxMs = 60_000 }).Drops);
        Assert.InRange(Run(napster with { ClockSkewMaxMs = LabBounds.ClockSkewMsMax }).Drops[nameof(Protocols.Overlays.DropReason.Expired)], 1, long.MaxValue);
    }

    [Fact]
    public void Where_every_dial_fails_nobody_comes_together()
    {
        var grown = Calm with { Topology = "grown", Nodes = 20, Queries = 3 };
        Assert.InRange(Run(grown).Reached, 10, 19);
        Assert.Equal(0, Run(grown with { DialFailuresPerMille = 1_000 }).Reached);
        Assert.InRange(Run(grown with { DialFailuresPerMille = 300 }).Reached, 10, 19);
    }

    [Fact]
    public void Messages_that_are_overtaken_are_as_late_as_the_options_say()
    {
        var late = Calm with { ReplicasPerMillion = 1_000_000, ReorderedPerMillion = 1_000_000, ReorderMinMs = 2_000, ReorderMaxMs = 2_000, DelayMinMs = 50, DelayMaxMs = 50 };
        Assert.InRange(Run(late).FirstHitMs, 4_100, 4_150);
    }

    [Fact]
    public void Who_went_for_ever_leaves_a_network_that_dies_out()
    {
        List<LabProgress> told = [];
        LabRun.Execute(Churning with { AwayMs = 0, Queries = 10_000 }, told.Add, CancellationToken.None);
        Assert.InRange(told[^1].QueriesDone, 1, 200);
        Assert.Equal(50, LabRun.Execute(Churning with { Queries = 50 }, told.Add, CancellationToken.None) is not null ? told[^1].QueriesDone : 0);
    }

    private static LabPartitions Cut(long fromMs, long untilMs, int sharePerMillion) => new([new SimulatedPartition(fromMs, untilMs, sharePerMillion)]);

    private static LabReport Run(LabOptions options) => LabRun.Execute(options, null, CancellationToken.None);
}
