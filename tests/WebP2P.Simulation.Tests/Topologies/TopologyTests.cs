using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Tests.Topologies;

public sealed class TopologyTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(10, 9)]
    [InlineData(11, 8)]
    [InlineData(3, 2)]
    [InlineData(500, 2)]
    [InlineData(1_000, 6)]
    [InlineData(5_000, 32)]
    [InlineData(5_000, 3)]
    public void A_random_regular_topology_is_connected_and_all_nodes_have_the_same_degree(int nodes, int degree)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var drawn = Draw($"random:{degree}", nodes, seed);
            Assert.All(drawn.Degrees(), found => Assert.Equal(degree, found));
            Assert.Equal(1, drawn.Components());
            AssertSimple(drawn);
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(10_000, 3)]
    public void In_a_power_law_topology_few_nodes_have_many_neighbours_and_none_has_fewer_than_its_links(int nodes, int links)
    {
        var drawn = Draw($"powerlaw:{links}", nodes, 1);
        AssertSimple(drawn);
        Assert.Equal(1, drawn.Components());
        Assert.Equal(links * (links + 1) / 2 + (nodes - links - 1) * links, drawn.Edges.Count);
        Assert.True(drawn.Degrees().Min() >= links);
        if (nodes < 1_000) return;
        // Of degree k there are about 2 m^2 / k^2 of all at least (Barabási, Albert 1999); a random graph has none of 30.
        Assert.InRange(drawn.Degrees().Count(degree => degree >= 30), nodes * 9 / 900 / 2, nodes * 9 / 900 * 2);
        Assert.True(drawn.Degrees().Max() > 100);
    }

    [Fact]
    public void A_small_world_without_rewiring_is_a_ring_and_with_it_far_nodes_come_near()
    {
        var ring = Draw("smallworld:6:0", 1_000, 1);
        Assert.All(ring.Degrees(), degree => Assert.Equal(6, degree));
        Assert.All(ring.Edges, edge => Assert.InRange(Distance(edge, 1_000), 1, 3));
        var world = Draw("smallworld:6:10", 1_000, 1);
        Assert.Equal((3_000, 1), (world.Edges.Count, world.Components()));
        Assert.InRange(world.Edges.Count(edge => Distance(edge, 1_000) > 3), 240, 360);
        AssertSimple(world);
    }

    [Theory]
    [InlineData("random:6")]
    [InlineData("powerlaw:3")]
    [InlineData("smallworld:6:20")]
    public void The_same_dice_draw_the_same_topology_and_others_another(string text)
    {
        Assert.Equal(Draw(text, 300, 1).Edges, Draw(text, 300, 1).Edges);
        Assert.NotEqual(Draw(text, 300, 1).Edges, Draw(text, 300, 2).Edges);
    }

    [Fact]
    public void Nodes_without_a_path_between_them_are_of_different_components()
    {
        var topology = new Topology(5, [new TopologyEdge(0, 1), new TopologyEdge(2, 3)]);
        Assert.Equal(3, topology.Components());
    }

    [Theory]
    [InlineData("", "A topology is")]
    [InlineData("random", "random:DEGREE takes 2 to 32")]
    [InlineData("random:1", "random:DEGREE takes 2 to 32")]
    [InlineData("random:33", "random:DEGREE takes 2 to 32")]
    [InlineData("random:six", "random:DEGREE takes 2 to 32")]
    [InlineData("random:-6", "random:DEGREE takes 2 to 32")]
    [InlineData("random:6:1", "random:DEGREE takes 2 to 32")]
    [InlineData("powerlaw:0", "powerlaw:M takes 1 to 20")]
    [InlineData("powerlaw:21", "powerlaw:M takes 1 to 20")]
    [InlineData("smallworld:6", "smallworld:DEGREE:REWIREDPERCENT")]
    [InlineData("smallworld:2:10", "smallworld:DEGREE:REWIREDPERCENT")]
    [InlineData("smallworld:5:10", "smallworld:DEGREE:REWIREDPERCENT")]
    [InlineData("smallworld:34:10", "smallworld:DEGREE:REWIREDPERCENT")]
    [InlineData("smallworld:6:101", "smallworld:DEGREE:REWIREDPERCENT")]
    [InlineData("grown:3", "grown takes no figures")]
    public void A_text_that_names_no_topology_is_explained(string text, string problem)
    {
        Assert.False(TopologyChoice.TryParse(text, out var choice, out var told));
        Assert.Null(choice);
        Assert.StartsWith(problem, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("random:6", 6)]
    [InlineData("random:3", 5)]
    [InlineData("random:2", 2)]
    [InlineData("powerlaw:3", 3)]
    [InlineData("smallworld:6:10", 6)]
    public void Nodes_that_are_too_few_or_odd_cannot_have_it(string text, int nodes)
    {
        Assert.True(TopologyChoice.TryParse(text, out var choice, out _));
        Assert.NotNull(choice!.ProblemWith(nodes));
        Assert.Null(choice.ProblemWith(nodes + 1));
    }

    [Theory]
    [InlineData("random:2", TopologyKind.Random, 2, 0)]
    [InlineData("random:32", TopologyKind.Random, 32, 0)]
    [InlineData("powerlaw:1", TopologyKind.PowerLaw, 1, 0)]
    [InlineData("powerlaw:20", TopologyKind.PowerLaw, 20, 0)]
    [InlineData("smallworld:4:0", TopologyKind.SmallWorld, 4, 0)]
    [InlineData("smallworld:32:100", TopologyKind.SmallWorld, 32, 100)]
    [InlineData("grown", TopologyKind.Grown, 0, 0)]
    public void Every_bound_of_a_topology_is_within(string text, TopologyKind kind, int degree, int rewired)
    {
        Assert.True(TopologyChoice.TryParse(text, out var choice, out var problem));
        Assert.Null(problem);
        Assert.Equal(new TopologyChoice(kind, degree, rewired, null), choice);
    }

    private static Topology Draw(string text, int nodes, ulong seed)
    {
        Assert.True(TopologyChoice.TryParse(text, out var choice, out _));
        Assert.Null(choice!.ProblemWith(nodes));
        return choice.Draw(nodes, new SeededDice(seed));
    }

    private static int Distance(TopologyEdge edge, int nodes) => Math.Min(Math.Abs(edge.One - edge.Other), nodes - Math.Abs(edge.One - edge.Other));

    private static void AssertSimple(Topology topology)
    {
        Assert.DoesNotContain(topology.Edges, edge => edge.One == edge.Other);
        Assert.Equal(topology.Edges.Count, topology.Edges.Select(edge => (Math.Min(edge.One, edge.Other), Math.Max(edge.One, edge.Other))).Distinct().Count());
    }
}
