using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Simulation.Tests.Gnutella;

public sealed class JoiningTests(ITestOutputHelper output)
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_nodes_that_join_a_running_network_cold_95_percent_have_3_neighbours_within_60_seconds(ulong seed)
    {
        var village = Village.Grow(100, new SimulationOptions { Seed = seed, DialFailuresPerMille = 100 });
        foreach (var gone in village.Some(20)) village.Network.Kill(gone);
        List<SimulatedNode> newcomers = [];
        for (var number = 0; number < 60; number++)
        {
            // One of three addresses is that of somebody who has gone.
            var dead = village.Nodes.Where(node => !node.IsUp).ElementAt(village.Network.Dice.Below(20));
            newcomers.Add(village.Join([dead, .. village.Some(2)]));
        }
        var joinedMs = village.Network.NowMs;
        village.Network.RunUntil(() => newcomers.TrueForAll(node => village.NeighboursOf(node) >= 3), 60_000);
        var joined = newcomers.Count(node => village.NeighboursOf(node) >= 3);
        output.WriteLine($"seed {seed}: {joined} of 60 after {village.Network.NowMs - joinedMs} ms, digest {village.Network.Digest:x16}");
        Assert.True(joined >= 57, $"{joined} of 60");
    }

    [Fact]
    public void A_grown_network_is_connected_and_nobody_has_more_neighbours_than_allowed()
    {
        var village = Village.Grow(120, new SimulationOptions { Seed = 3 });
        Assert.Equal(1, village.Components());
        var degrees = village.Nodes.Select(village.NeighboursOf).ToList();
        output.WriteLine($"{degrees.Average():0.0} neighbours, {degrees.Min()} to {degrees.Max()}");
        Assert.InRange(degrees.Min(), 3, 32);
        Assert.InRange(degrees.Max(), 3, new GnutellaOptions().NeighboursMax);
        Assert.Equal(1, village.SuccessRate(20));
    }

    [Fact]
    public void Neighbours_that_vanish_are_replaced()
    {
        var village = Village.Grow(100, new SimulationOptions { Seed = 4 });
        foreach (var gone in village.Some(40)) village.Network.Kill(gone);
        village.Network.RunFor(60_000);
        Assert.Equal(1, village.Components());
        Assert.All(village.Up, node => Assert.InRange(village.NeighboursOf(node), 3, 32));
        Assert.InRange(village.SuccessRate(20), 0.95, 1);
    }
}
