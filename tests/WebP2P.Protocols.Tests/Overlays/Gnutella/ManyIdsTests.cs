using WebP2P.Protocols.Overlays.Gnutella;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>What a flood of queries leaves in memory: measured in the whole process, so nothing else runs beside it.</summary>
[Collection(AloneGroup.Name)]
public sealed class ManyIdsTests
{
    private const int Hostile = 1;
    private const int Honest = 2;

    private static readonly bool IsSlow = Environment.GetEnvironmentVariable("WEBP2P_SLOW") == "1";

    [Fact]
    public void A_million_ids_of_one_neighbour_take_little_memory_and_leave_the_ways_of_others_alone()
    {
        var options = new GnutellaOptions { PingMs = 0, DialsHosts = false, QueriesPerSecond = 1_000_000, QueriesBurst = 1_000_000 };
        var desk = new Desk(options).Link(1, 2, 3);
        var honest = desk.Receive(2, Desk.Ask("stone"), ttl: 2);
        desk.Sent<GnutellaQuery>();
        var query = Desk.Ask("flood");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var limited = 0;
        for (var count = 0; count < 1_000_000; count++)
        {
            desk.Receive(1, query);
            limited += desk.Dropped().Count;
        }
        Assert.Equal(1_000_000 - options.SeenPerNeighbourMax, limited);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 << 20);
        desk.Receive(3, honest, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Equal(NodeOf(2), Assert.Single(desk.Sent<GnutellaHits>()).Peer);
        var later = desk.Receive(2, Desk.Ask("stone"), ttl: 2);
        desk.Receive(3, later, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Single(desk.Sent<GnutellaHits>());
    }

    [Fact]
    public void A_million_ids_of_one_neighbour_cost_little_and_the_routes_of_others_live()
    {
        var count = IsSlow ? 1_000_000 : 200_000;
        var options = new GnutellaOptions { PingMs = 0, QueriesPerSecond = 100_000, QueriesBurst = 1_000_000 };
        var bench = new MachineBench(options) { Keeps = false };
        bench.Link(Hostile, Honest);
        bench.Receive(Honest, MachineBench.Header(1), new GnutellaQuery("stone", 10));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var query = new GnutellaQuery("flood", 10);
        for (var id = 2; id < count; id++) bench.Receive(Hostile, MachineBench.Header(id, 2), query);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown <= 32 * 1024 * 1024, $"{grown} bytes");
        Assert.InRange(bench.Figures.SeenIds, 1, 2 * options.SeenMax);
        bench.Keeps = true;
        bench.Receive(Hostile, MachineBench.Header(1), new GnutellaHits(new byte[] { 1 }, default));
        Assert.Equal(NodeOf(Honest), Assert.Single(bench.Sent).Peer);
    }
}
