using WebP2P.Simulation.Transfers;

namespace WebP2P.Simulation.Tests.Transfers;

public sealed class SwarmTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    public void Two_hundred_copy_from_one_in_hardly_more_than_it_takes_to_give_the_content_once(ulong seed)
    {
        var options = new SwarmOptions { Seed = seed };
        output.WriteLine($"{options}");
        var outcome = new SwarmRun(options).Run(untilMs: 3_600_000);
        output.WriteLine($"all done after {outcome.PerMilleOfIdeal} per mille of the size over the rate of the one who had it, which gave {outcome.SeedSentBytes * 1_000 / options.SizeBytes} per mille of the size");
        output.WriteLine($"digest {outcome.Digest:x16}");
        Assert.Equal(options.Leechers, outcome.Done);
        Assert.InRange(outcome.PerMilleOfIdeal, 1_000, 1_150);
    }

    [Fact]
    public void The_same_seed_gives_the_same_swarm()
    {
        var options = new SwarmOptions { Leechers = 20, SizeBytes = 32L << 20 };
        Assert.Equal(new SwarmRun(options).Run(600_000), new SwarmRun(options).Run(600_000));
        Assert.NotEqual(new SwarmRun(options).Run(600_000).Digest, new SwarmRun(options with { Seed = 2 }).Run(600_000).Digest);
    }
}
