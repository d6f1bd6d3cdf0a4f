namespace WebP2P.Simulation.Tests.Gnutella;

public sealed class PartitionTests(ITestOutputHelper output)
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_network_that_was_cut_in_two_becomes_one_again(ulong seed)
    {
        var village = Village.Grow(60, new SimulationOptions { Seed = seed });
        var cut = village.Network.Split(node => node.Number < 20);
        village.Network.RunFor(60_000);
        Assert.True(village.Components() >= 2);
        Assert.False(village.Finds(village.Nodes[5], village.Nodes[50]));
        Assert.True(village.Finds(village.Nodes[5], village.Nodes[15]));
        Assert.True(village.Finds(village.Nodes[40], village.Nodes[50]));
        village.Network.Heal(cut);
        var healedMs = village.Network.NowMs;
        Assert.True(village.Network.RunUntil(() => village.Network.NowMs % 1_000 == 0 && village.Components() == 1, 600_000));
        output.WriteLine($"seed {seed}: whole again after {village.Network.NowMs - healedMs} ms, digest {village.Network.Digest:x16}");
        village.Network.RunFor(30_000);
        Assert.InRange(village.SuccessRate(20), 0.95, 1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_5_percent_of_all_messages_lost_most_searches_still_succeed(ulong seed)
    {
        var village = Village.Grow(60, new SimulationOptions { Seed = seed, LossPerMillion = 50_000, DuplicatedPerMillion = 20_000, ReorderedPerMillion = 50_000 });
        var rate = village.SuccessRate(40);
        output.WriteLine($"seed {seed}: {rate}, {village.Network.Metrics.Lost} lost, digest {village.Network.Digest:x16}");
        Assert.True(village.Network.Metrics.Lost > 100);
        Assert.InRange(rate, 0.7, 1);
    }
}
