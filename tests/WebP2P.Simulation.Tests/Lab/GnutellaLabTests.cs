using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

public sealed class GnutellaLabTests(ITestOutputHelper output)
{
    private static readonly LabOptions Options = new() { Nodes = 300, Queries = 20, Ttl = 4 };

    public static TheoryData<string> Topologies => ["random:6", "powerlaw:3", "smallworld:6:10", "grown"];

    public static TheoryData<LabOptions> Faults => new()
    {
        Options,
        Options with { LossPerMillion = 200_000, DuplicatedPerMillion = 100_000, ReorderedPerMillion = 200_000 },
        Options with { FailPerMillion = 300_000, DelayMinMs = 10, DelayMaxMs = 300 },
        Options with { ChurnShapePerMille = 590, ChurnScaleMs = 60_000 },
        Options with { Files = 50, ZipfPerMille = 800, FreeRidersPerMillion = 700_000 },
        Options with { Topology = "grown", Nodes = 60, LossPerMillion = 50_000 },
        Options with { Strategy = SearchWay.Ring, Ttl = 7 },
        Options with { Strategy = SearchWay.Walk },
        Options with { Strategy = SearchWay.Dynamic },
        Options with { Strategy = null },
    };

    [Theory]
    [MemberData(nameof(Topologies))]
    public void A_flood_finds_in_every_topology(string topology)
    {
        var report = Run(Options with { Topology = topology, Nodes = 200, ReplicasPerMillion = 50_000 });
        Assert.Equal(1, report.SuccessRate);
        Assert.InRange(report.Reached, 40, 199);
        Assert.InRange(report.HopsMean, 1, 4);
        Assert.InRange(report.HopsP50, 1, report.HopsP99);
        Assert.True(report.Messages >= report.Reached + report.Duplicates - 0.001);
    }

    /// <summary>0 - 1 - 2 - 3 - 4: who is so many links away is found with exactly that TTL.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Along_a_line_a_query_comes_as_far_as_its_TTL_and_hops_are_links(int ttl)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "0 1\n1 2\n2 3\n3 4\n");
        var report = Run(new LabOptions { Topology = path, Origin = 0, Ttl = ttl, ReplicasPerMillion = 1_000_000, Traces = true });
        File.Delete(path);
        Assert.Equal((5, ttl, ttl, 0), (report.Nodes, report.Reached, report.Messages, report.Duplicates));
        Assert.Equal((1, 1.0, 1.0), (report.HopsP50, report.HopsMean, report.SuccessRate));
        var queries = report.Trace.Where(step => step.Kind == LabTrace.Query).ToList();
        Assert.Equal(Enumerable.Range(0, ttl).Select(hop => (hop, hop + 1, 50L * (hop + 1))), queries.Select(step => (step.From, step.To, step.AtMs - queries[0].AtMs + 50)));
        Assert.All(queries, step => Assert.Equal(ttl, step.Ttl + step.Hops));
    }

    [Fact]
    public void TTL_and_hops_stay_together_and_hits_travel_the_way_back()
    {
        var report = Run(Options with { Traces = true, Queries = 1, ReplicasPerMillion = 100_000, Ttl = 5, DelayMinMs = 10, DelayMaxMs = 90 });
        var copies = report.Trace.Where(step => step.Kind is LabTrace.Query or LabTrace.Duplicate).ToList();
        Assert.All(copies, step => Assert.Equal(5, step.Ttl + step.Hops));
        Assert.Equal(report.Messages, copies.Count);
        Assert.Equal(report.Duplicates, copies.Count(step => step.Kind == LabTrace.Duplicate));
        var cameFrom = copies.Where(step => step.Kind == LabTrace.Query).ToDictionary(step => step.To, step => step.From);
        var hits = report.Trace.Where(step => step.Kind == LabTrace.Hit).ToList();
        Assert.True(hits.Count > 20);
        Assert.All(hits, step => Assert.Equal(cameFrom[step.From], step.To));
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Whatever_goes_wrong_equal_options_give_equal_figures(LabOptions options)
    {
        var (one, same, other) = (Run(options), Run(options), Run(options with { Seed = 2 }));
        Assert.Equal(Figures(one), Figures(same));
        Assert.NotEqual(one.Digest, other.Digest);
        Assert.InRange(one.SuccessRate, 0.1, 1);
    }

    [Fact]
    public void What_is_lost_is_counted_as_sent_and_reaches_nobody()
    {
        var (calm, lossy, dead) = (Run(Options), Run(Options with { LossPerMillion = 300_000 }), Run(Options with { LossPerMillion = 1_000_000, Origin = 5 }));
        Assert.True(lossy.Reached < calm.Reached);
        Assert.Equal((0.0, 6.0, 0.0), (dead.Reached, dead.Messages, dead.SuccessRate));
    }

    [Fact]
    public void Messages_that_arrive_twice_are_duplicates()
    {
        var (calm, doubled) = (Run(Options), Run(Options with { DuplicatedPerMillion = 1_000_000 }));
        Assert.Equal(calm.Reached, doubled.Reached);
        Assert.True(doubled.Duplicates >= calm.Duplicates + calm.Messages - 1);
    }

    [Fact]
    public void Dead_nodes_and_free_riders_leave_fewer_to_find()
    {
        Assert.Equal(0, Run(Options with { FreeRidersPerMillion = 1_000_000 }).SuccessRate);
        Assert.True(Run(Options with { FailPerMillion = 500_000 }).Reached < Run(Options).Reached);
        Assert.Equal(0, Run(Options with { FailPerMillion = 1_000_000, Queries = 5 }).Messages);
    }

    [Fact]
    public void A_run_ends_with_its_virtual_time()
    {
        List<LabProgress> told = [];
        LabRun.Execute(Options with { VirtualMsMax = 5_000, Queries = 1_000 }, told.Add, CancellationToken.None);
        Assert.InRange(told[^1].VirtualMs, 5_000, 5_001);
        Assert.InRange(told[^1].QueriesDone, 1, 10);
    }

    [Fact]
    public void Popular_files_have_more_copies_and_are_found_sooner_than_all_alike()
    {
        var options = Options with { Files = 100, ReplicasPerMillion = 4_000, Queries = 60, Ttl = 3 };
        Assert.True(Run(options with { ZipfPerMille = 1_200 }).SuccessRate > Run(options with { ZipfPerMille = 0 }).SuccessRate);
    }

    private static object Figures(LabReport report) => (report.Reached, report.Messages, report.Duplicates, report.SuccessRate, report.HopsMean, report.FirstHitMs, report.Bytes, report.Events, report.Digest, string.Join(' ', report.Drops));

    private LabReport Run(LabOptions options)
    {
        var report = LabRun.Execute(options, null, CancellationToken.None);
        output.WriteLine($"{options}");
        output.WriteLine($"{Figures(report)}");
        return report;
    }
}
