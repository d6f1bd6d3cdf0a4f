using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation.Lab;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>What was published about flooding, on the crawl of August 2002.</summary>
public sealed class PublishedNumbersTests(ITestOutputHelper output)
{
    private const int Nodes = 6_301;

    private static readonly string Crawl = Path.Combine(AppContext.BaseDirectory, "data", "p2p-Gnutella08.txt");

    private static readonly LabOptions Flood = new() { Topology = Crawl, Origin = 0, ReplicasPerMillion = 0 };

    [Theory]
    [InlineData(1, 10, 10)]
    [InlineData(2, 327, 457)]
    [InlineData(3, 1_594, 6_259)]
    [InlineData(4, 4_961, 20_171)]
    [InlineData(5, 6_218, 34_286)]
    [InlineData(6, 6_298, 35_252)]
    [InlineData(7, 6_298, 35_254)]
    public void A_flood_of_the_crawl_reaches_exactly_the_ball_of_its_TTL_and_sends_exactly_these_messages(int ttl, int reached, int messages)
    {
        var report = Run(Flood with { Ttl = ttl });
        Assert.Equal((Nodes, reached, messages), (report.Nodes, report.Reached, report.Messages));
        Assert.Equal(messages - reached, report.Duplicates);
        Assert.Equal(messages - reached, report.Drops.GetValueOrDefault("Duplicate"));
    }

    [Fact]
    public void With_1_percent_replicas_an_expanding_ring_of_1_3_5_7_sends_0_40_messages_a_node()
    {
        var options = Flood with { Origin = null, ReplicasPerMillion = 10_000, Queries = 40, Ttl = 7, RingStep = 2, Strategy = SearchWay.Ring };
        List<LabReport> rings = [];
        for (ulong seed = 1; seed <= 8; seed++) rings.Add(Run(options with { Seed = seed }));
        var ring = rings.Average(report => report.MessagesPerNode);
        output.WriteLine($"ring: paper .40, here {ring:0.000}");
        Assert.InRange(ring, 0.34, 0.46);
        Assert.All(rings, report => Assert.Equal(1, report.SuccessRate));
    }

    /// <summary>What a flood sends differs ninefold from origin to origin, so the mean is taken over all of them, as the graph gives it; what the machines send is compared origin by origin.</summary>
    [Fact]
    public void A_flood_with_TTL_4_sends_1_25_messages_a_node_in_the_mean_of_all_origins_and_from_each_what_the_graph_says()
    {
        Assert.True(EdgeListFile.TryRead(Crawl, out var crawl, out var problem), problem);
        var messages = new FloodCopies(crawl!);
        var mean = Enumerable.Range(0, Nodes).Average(origin => messages.Of(origin, 4)) / Nodes;
        output.WriteLine($"paper 1.25, here {mean:0.000}");
        Assert.InRange(mean, 1.22, 1.28);
        Assert.All(Enumerable.Range(1, 6).Select(part => part * Nodes / 7), origin => Assert.Equal(messages.Of(origin, 4), Run(Flood with { Origin = origin, Ttl = 4 }).Messages));
    }

    [Theory]
    [InlineData(3, 1_594)]
    [InlineData(4, 4_961)]
    public void With_unequal_delays_a_flood_reaches_at_most_the_ball(int ttl, int ball)
    {
        var reached = Enumerable.Range(1, 5).Select(seed => Run(Flood with { Ttl = ttl, DelayMinMs = 1, DelayMaxMs = 200, Seed = (ulong)seed }).Reached).ToList();
        Assert.All(reached, nodes => Assert.InRange(nodes, ball / 4, ball));
        // The first copy may have come the long way round, and its TTL ends before that of the short one would.
        Assert.Contains(reached, nodes => nodes < ball);
    }

    private LabReport Run(LabOptions options)
    {
        var report = LabRun.Execute(options, null, CancellationToken.None);
        output.WriteLine($"seed {options.Seed}, TTL {options.Ttl}, {options.Strategy}: reached {report.Reached}, messages {report.Messages}, a node {report.MessagesPerNode:0.000}, success {report.SuccessRate}, {report.EventsPerSecond:0} events a second, digest {report.Digest}");
        return report;
    }
}
