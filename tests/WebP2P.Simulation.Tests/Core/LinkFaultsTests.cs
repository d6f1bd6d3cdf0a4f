namespace WebP2P.Simulation.Tests.Core;

public sealed class LinkFaultsTests
{
    private const int Messages = 20_000;

    [Fact]
    public void Of_a_million_messages_so_many_are_lost()
    {
        var village = Spoken(new SimulationOptions { LossPerMillion = 100_000 }, out var heard);
        Assert.InRange(heard.Count, Messages * 88 / 100, Messages * 92 / 100);
        Assert.Equal(Messages, heard.Count + village.Network.Metrics.Lost);
    }

    [Fact]
    public void Of_a_million_messages_so_many_come_twice()
    {
        var village = Spoken(new SimulationOptions { DuplicatedPerMillion = 100_000 }, out var heard);
        Assert.InRange(heard.Count, Messages * 108 / 100, Messages * 112 / 100);
        Assert.Equal(heard.Count - Messages, village.Network.Metrics.Duplicated);
        Assert.Equal(Messages, heard.Select(each => each.Number).Distinct().Count());
    }

    [Fact]
    public void However_long_each_message_takes_the_order_on_a_link_stays()
    {
        Spoken(new SimulationOptions { LinkDelay = DelayTable.Uniform(0, 1_000), Jitter = DelayTable.Uniform(0, 1_000) }, out var heard);
        Assert.Equal(Enumerable.Range(0, Messages), heard.Select(each => (int)each.Number));
    }

    [Fact]
    public void Of_so_many_dials_so_many_fail_although_the_node_is_there()
    {
        var village = new Village(new SimulationOptions { DialFailuresPerMille = 250 });
        var (one, others) = (village.Add(), Enumerable.Range(0, 1_000).Select(_ => village.Add()).ToList());
        foreach (var other in others) village.Network.Request(one, new Call(other.Id));
        village.Network.RunFor(10_000);
        Assert.InRange(Village.Of(one).Lines.Count(line => line == "failed"), 200, 300);
        Assert.Equal(others.Count, Village.Of(one).Lines.Count);
    }

    [Fact]
    public void Of_a_million_messages_so_many_are_overtaken()
    {
        var village = Spoken(new SimulationOptions { ReorderedPerMillion = 100_000, ReorderDelay = DelayTable.Fixed(100) }, out var heard);
        Assert.Equal(Messages, heard.Count);
        var late = heard.Where((each, index) => index > 0 && each.Number < heard.Take(index).Last().Number).Count();
        Assert.True(late > 0);
        Assert.InRange(village.Network.Metrics.Reordered, Messages * 8 / 100, Messages * 12 / 100);
        Assert.Equal(village.Network.Metrics.Reordered, heard.Count(each => each.AtMs > 60));
    }

    [Fact]
    public void A_message_waits_until_the_line_has_carried_those_before_it()
    {
        var village = Spoken(new SimulationOptions { LinkDelay = DelayTable.Fixed(20), LinkBytesPerSecond = 10_000 }, out var heard);
        var seconds = (heard[^1].AtMs - 20) / 1_000.0;
        Assert.InRange(village.Network.Metrics.Bytes / seconds, 9_900, 10_100);
        Assert.Equal(Enumerable.Range(0, Messages), heard.Select(each => (int)each.Number));
    }

    [Fact]
    public void Jitter_comes_on_top_of_the_delay_of_each_message()
    {
        var village = new Village(new SimulationOptions { LinkDelay = DelayTable.Fixed(20), Jitter = DelayTable.Uniform(0, 10) });
        Assert.Equal(Enumerable.Range(20, 11).Select(delay => (long)delay), Delays(village, village.Pair()).Distinct().Order());
    }

    [Fact]
    public void The_delay_may_belong_to_the_link()
    {
        var village = new Village(new SimulationOptions { LinkDelay = DelayTable.Uniform(1, 1_000), DelayIsOfLink = true });
        var (first, second) = (Delays(village, village.Pair()).Distinct().Single(), Delays(village, village.Pair()).Distinct().Single());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Loss_of_every_message_and_of_none_are_both_exact()
    {
        Spoken(new SimulationOptions { LossPerMillion = 1_000_000 }, out var none);
        Spoken(new SimulationOptions(), out var all);
        Assert.Empty(none);
        Assert.Equal(Messages, all.Count);
    }

    private static Village Spoken(SimulationOptions options, out List<(long Number, long AtMs)> heard)
    {
        var village = new Village(options);
        var (one, two) = village.Pair();
        village.Say(one, two, Messages);
        village.Network.RunFor(10_000_000);
        heard = Village.Of(two).Heard;
        return village;
    }

    /// <summary>Of messages so far apart that none waits for another.</summary>
    private static List<long> Delays(Village village, (SimulatedNode One, SimulatedNode Two) pair)
    {
        List<long> delays = [];
        for (var number = 0; number < 300; number++)
        {
            var sentMs = village.Network.NowMs;
            village.Say(pair.One, pair.Two, 1);
            village.Network.RunFor(2_000);
            delays.Add(Village.Of(pair.Two).Heard[^1].AtMs - sentMs);
        }
        return delays;
    }
}
