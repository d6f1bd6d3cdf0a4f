namespace WebP2P.Simulation.Tests.Core;

public sealed class PartitionTests
{
    [Fact]
    public void A_partition_loses_messages_and_then_links_and_ends()
    {
        var village = new Village(new SimulationOptions { LinkDelay = DelayTable.Fixed(10) });
        var (one, two) = village.Pair();
        var partition = village.Network.Split(node => node == one);
        village.Say(one, two, 3);
        village.Network.RunFor(2_999);
        Assert.True(village.Network.AreLinked(one, two));
        Assert.Empty(Village.Of(two).Heard);
        village.Network.RunFor(1);
        Assert.False(village.Network.AreLinked(one, two));
        Assert.Equal("3000 3 pings were missed.", Village.Of(one).Lines.Single());
        Assert.Equal("3000 3 pings were missed.", Village.Of(two).Lines.Single());
        village.Network.Request(one, new Call(two.Id));
        village.Network.RunFor(10_000);
        Assert.Equal("failed", Village.Of(one).Lines[^1]);
        village.Network.Heal(partition);
        village.Network.Request(one, new Call(two.Id));
        village.Network.RunFor(10_000);
        Assert.True(village.Network.AreLinked(one, two));
    }

    [Fact]
    public void A_short_partition_leaves_the_links()
    {
        var village = new Village(new SimulationOptions { LinkDelay = DelayTable.Fixed(10) });
        var (one, two) = village.Pair();
        var partition = village.Network.Split(node => node == one);
        village.Say(one, two, 1);
        village.Network.RunFor(2_000);
        village.Network.Heal(partition);
        village.Say(one, two, 1);
        village.Network.RunFor(10_000);
        Assert.Single(Village.Of(two).Heard);
        Assert.True(village.Network.AreLinked(one, two));
    }

    [Fact]
    public void Who_is_on_the_same_side_notices_nothing()
    {
        var village = new Village(new SimulationOptions());
        var (one, two) = village.Pair();
        village.Add();
        village.Network.Split(node => node.Number == 2);
        village.Say(one, two, 5);
        village.Network.RunFor(10_000);
        Assert.Equal(5, Village.Of(two).Heard.Count);
    }

    [Fact]
    public void Who_comes_while_it_lasts_is_on_one_side_too()
    {
        var village = new Village(new SimulationOptions());
        var (one, _) = (village.Add(), village.Add());
        village.Network.Split(node => node.Number is 0 or 3);
        foreach (var (end, late) in new[] { ("failed", village.Add()), ("dialled", village.Add()) })
        {
            village.Network.Request(one, new Call(late.Id));
            village.Network.RunFor(10_000);
            Assert.Equal(end, Village.Of(one).Lines[^1]);
        }
    }

    [Fact]
    public void Partitions_of_the_options_come_and_go_by_themselves()
    {
        var village = new Village(new SimulationOptions { Partitions = [new(1_000, 10_000, 500_000)] });
        for (var number = 0; number < 40; number++) village.Add();
        foreach (var node in village.Network.Nodes.Skip(1)) village.Network.Connect(village.Network.Nodes[0], node);
        village.Network.RunFor(999);
        Assert.Equal(39, Linked(village));
        village.Network.RunFor(3_001);
        Assert.InRange(Linked(village), 8, 31);
        var cutOff = village.Network.Nodes.Skip(1).First(node => !village.Network.AreLinked(village.Network.Nodes[0], node));
        village.Network.RunFor(6_000);
        village.Network.Request(cutOff, new Call(village.Network.Nodes[0].Id));
        village.Network.RunFor(1_000);
        Assert.True(village.Network.AreLinked(village.Network.Nodes[0], cutOff));
    }

    [Fact]
    public void Each_partition_draws_its_own_sides()
    {
        var village = new Village(new SimulationOptions { Partitions = [new(1, 10_000, 500_000), new(1, 10_000, 500_000)] });
        for (var number = 0; number < 40; number++) village.Add();
        village.Network.RunFor(1);
        Assert.Equal([0u, 1u, 2u, 3u], village.Network.Nodes.Select(node => node.Sides).Distinct().Order());
    }

    private static int Linked(Village village) => village.Network.Nodes.Count(node => village.Network.AreLinked(village.Network.Nodes[0], node));
}
