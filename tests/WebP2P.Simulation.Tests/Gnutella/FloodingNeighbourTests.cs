using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Simulation.Tests.Gnutella;

public sealed class FloodingNeighbourTests(ITestOutputHelper output)
{
    /// <summary>As fast as it can and honest about its hops, and just within what a neighbour may send and lying.</summary>
    public static TheoryData<ulong, int, byte> Floods => new() { { 1, 400, 0 }, { 2, 400, 0 }, { 3, 400, 1 }, { 4, 50, 1 }, { 5, 50, 2 } };

    [Theory]
    [MemberData(nameof(Floods))]
    public void While_a_neighbour_floods_at_least_95_percent_of_the_searches_of_honest_nodes_succeed(ulong seed, int queriesPerSecond, byte hops)
    {
        var village = Village.Grow(30, new SimulationOptions { Seed = seed, LinkBytesPerSecond = 16_000 }, new GnutellaOptions { SearchTimeoutMs = 1_500 });
        var calm = village.SuccessRate(20, ttl: 5);
        var flooder = new Flooder(queriesPerSecond, ttl: 5, hops);
        var bad = village.Join(village.Some(6), () => new HostedMachine(flooder, _ => false));
        village.Network.RunFor(10_000);
        village.Nodes.Remove(bad);
        var (found, searches) = (0, 40);
        for (var search = 0; search < searches; search++)
        {
            var pair = village.Some(2);
            if (village.Finds(pair[0], pair[1], ttl: 5)) found++;
        }
        output.WriteLine($"seed {seed}: {found} of {searches}, calm {calm}, {flooder.Sent} sent, drops {string.Join(", ", village.Network.Metrics.Drops.Select(drop => $"{drop.Key} {drop.Value}"))}, digest {village.Network.Digest:x16}");
        Assert.Equal(1, calm);
        Assert.True(flooder.Sent > 25 * queriesPerSecond);
        Assert.True(found >= searches * 0.95, $"{found} of {searches}");
    }
}
