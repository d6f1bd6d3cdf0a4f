using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>Kills, goodbyes, returns under other addresses and failing dials, drawn from a seed.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_comes_and_goes_the_rest_heals_and_finds(ulong seed)
    {
        var village = Churned(seed);
        output.WriteLine($"seed {seed}, {village.Up.Count()} up, {village.Network.Metrics.Steps} steps, drops {string.Join(", ", village.Network.Metrics.Drops.Select(drop => $"{drop.Key} {drop.Value}"))}, digest {village.Network.Digest:x16}");
        Assert.Equal(1, village.Components());
        Assert.InRange(village.SuccessRate(20), 0.95, 1);
        Assert.DoesNotContain(village.Network.Metrics.Drops, drop => drop.Key is DropReason.Malformed or DropReason.TooLarge or DropReason.TtlExceeded);
    }

    [Fact]
    public void One_seed_gives_one_digest_and_another_seed_another()
    {
        var digests = new ulong[] { 1, 1, 2 }.Select(seed => Churned(seed).Network.Digest).ToList();
        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
    }

    private static Village Churned(ulong seed)
    {
        var village = Village.Grow(50, new SimulationOptions { Seed = seed, DialFailuresPerMille = 200 });
        var dice = village.Network.Dice;
        for (var round = 0; round < 60; round++)
        {
            var node = village.Nodes[dice.Below(village.Nodes.Count)];
            if (!node.IsUp) village.Restart(node);
            else if (dice.Below(2) == 0) village.Network.Kill(node);
            else village.Network.Leave(node);
            if (round % 5 == 0 && village.Some(2) is [var asker, var holder]) village.Finds(asker, holder, ttl: 4);
            village.Network.RunFor(dice.Below(3_000));
        }
        village.Network.RunFor(60_000);
        return village;
    }
}
