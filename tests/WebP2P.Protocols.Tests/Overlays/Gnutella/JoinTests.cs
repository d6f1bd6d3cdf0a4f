using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class JoinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Ninety_five_of_a_hundred_nodes_that_join_a_running_network_have_three_neighbours_within_a_minute(int seed)
    {
        var village = new Village(new SimulationOptions { Seed = (ulong)seed, DialFailuresPerMille = 200 }, new GnutellaOptions());
        var old = Grown(village, 40);
        List<SimulatedNode> joined = [];
        for (var number = 0; number < 40; number++)
        {
            var node = village.Add($"new{number}");
            joined.Add(node);
            village.Hear(node, old[number % 3]);
        }
        village.Network.RunFor(60_000);
        Assert.InRange(joined.Count(node => Village.NeighboursOf(node) >= 3), 38, 40);
        Assert.All(village.Network.Nodes, node => Assert.InRange(Village.NeighboursOf(node), 1, 32));
    }

    [Fact]
    public void On_a_local_network_three_neighbours_are_there_within_two_seconds()
    {
        var lan = new SimulationOptions { LinkDelay = DelayTable.Uniform(1, 3), DialDelay = DelayTable.Uniform(5, 20), DialFailureDelay = DelayTable.Uniform(5, 20), AnswerDelay = DelayTable.Uniform(1, 3) };
        var village = new Village(lan, new GnutellaOptions());
        var old = Grown(village, 10);
        var node = village.Add("new");
        village.Hear(node, old[0]);
        village.Network.RunFor(2_000);
        Assert.InRange(Village.NeighboursOf(node), 3, 32);
    }

    [Fact]
    public void A_neighbour_that_is_lost_is_replaced()
    {
        var village = new Village();
        var nodes = Grown(village, 20);
        var before = Village.NeighboursOf(nodes[7]);
        foreach (var lost in Village.MachineOf(nodes[7]).Figures(0).Neighbours.Take(before - 2)) village.Network.Kill(village.Network.Find(lost.Node)!);
        village.Network.RunFor(30_000);
        Assert.InRange(Village.NeighboursOf(nodes[7]), 6, 32);
        Assert.All(Village.MachineOf(nodes[7]).Figures(0).Neighbours, neighbour => Assert.True(village.Network.Find(neighbour.Node)!.IsUp));
    }

    [Fact]
    public void The_neighbours_of_a_node_that_dies_find_each_other()
    {
        var village = new Village(new SimulationOptions(), new GnutellaOptions { NeighboursWanted = 2 });
        var nodes = village.Line(9);
        village.Network.RunFor(20_000);
        village.Network.Kill(nodes[4]);
        village.Network.RunFor(30_000);
        village.Share(nodes[8], "stone.mp3");
        var search = village.Search(nodes[0], "stone", ttl: 7);
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(nodes[0], search));
    }

    [Fact]
    public void A_node_that_is_full_tells_others_and_the_newcomer_goes_to_them()
    {
        var options = new GnutellaOptions { NeighboursWanted = 2, NeighboursMax = 3 };
        var village = new Village(new SimulationOptions(), options);
        var nodes = Enumerable.Range(0, 12).Select(number => village.Add($"n{number}")).ToList();
        foreach (var node in nodes.Skip(1))
        {
            village.Hear(node, nodes[0]);
            village.Network.RunFor(20_000);
        }
        Assert.All(nodes, node => Assert.InRange(Village.NeighboursOf(node), 1, 3));
        Assert.Equal(3, Village.NeighboursOf(nodes[0]));
        Assert.InRange(nodes.Count(node => Village.NeighboursOf(node) >= 2), 11, 12);
    }

    [Fact]
    public void What_pongs_tell_of_neighbours_makes_the_map()
    {
        var village = new Village();
        var nodes = village.Line(4);
        village.Network.RunFor(400_000);
        var map = Village.MachineOf(nodes[0]).Figures(0).Map;
        Assert.Contains(map, link => Joins(link, nodes[0], nodes[1]));
        Assert.Contains(map, link => Joins(link, nodes[1], nodes[2]));
        Assert.Equal(map.Count, map.Distinct().Count());
    }

    [Fact]
    public void Who_switches_it_off_says_goodbye_and_takes_nobody()
    {
        var village = new Village();
        var nodes = village.Line(3);
        village.Network.RunFor(5_000);
        village.Network.Request(nodes[1], new GnutellaEnabled(false));
        village.Network.RunFor(400_000);
        Assert.Equal(0, Village.NeighboursOf(nodes[1]));
        Assert.DoesNotContain(Village.MachineOf(nodes[0]).Figures(0).Neighbours, neighbour => neighbour.Node == nodes[1].Id);
        Assert.Equal(OverlayState.Off, nodes[1].Notices.OfType<OverlayStateChanged>().Last().State);
        var search = village.Search(nodes[1], "stone");
        Assert.Equal("Gnutella is off.", Village.EndOf(nodes[1], search).Problem);
        village.Network.Request(nodes[1], new GnutellaEnabled(true));
        village.Network.RunFor(400_000);
        Assert.NotEqual(0, Village.NeighboursOf(nodes[1]));
    }

    private static List<SimulatedNode> Grown(Village village, int count)
    {
        List<SimulatedNode> nodes = [.. Enumerable.Range(0, count).Select(number => village.Add($"n{number}"))];
        foreach (var node in nodes.Skip(1)) village.Hear(node, nodes[0]);
        village.Network.RunFor(120_000);
        return nodes;
    }

    private static bool Joins(MapLink link, SimulatedNode one, SimulatedNode other) =>
        (link.One == one.Id && link.Other == other.Id) || (link.One == other.Id && link.Other == one.Id);
}
