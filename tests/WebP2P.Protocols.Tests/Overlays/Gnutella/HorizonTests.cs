using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>How many nodes are how far, told from neighbour to neighbour.</summary>
public sealed class HorizonTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void A_sketch_counts_different_nodes_within_a_third(int nodes)
    {
        var sketch = new NodeSketch();
        for (var time = 0; time < 2; time++)
            for (var node = 0; node < nodes; node++) sketch.Add(NodeOf(node));
        Assert.InRange(sketch.Nodes(), nodes * 2 / 3, nodes * 4 / 3);
    }

    [Fact]
    public void The_union_of_two_sketches_counts_what_is_in_both_once()
    {
        var (one, other) = (Of(0, 2_000), Of(1_000, 2_000));
        one.Merge(other.Ranks);
        Assert.Equal(Of(0, 3_000).Nodes(), one.Nodes());
    }

    [Fact]
    public void With_every_round_of_pongs_a_neighbour_tells_of_one_hop_more_and_never_of_what_lies_behind_the_asker()
    {
        const int PingMs = 10_000;
        var village = new Village(new SimulationOptions(), new GnutellaOptions { DialsHosts = false, PingMs = PingMs, UsesRouteTables = false });
        var line = village.Line(9);
        village.Network.RunFor(8 * PingMs);
        // To the right of node 2 there are six, to the left two; a TTL of 7 would come to eight.
        Assert.Equal([2, 4, 5, 6, 7, 8, 8], Floods(village, line[2]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], Floods(village, line[0]));
    }

    [Fact]
    public void In_a_circle_the_asker_is_not_counted_among_those_whom_its_query_reaches()
    {
        const int PingMs = 10_000;
        var village = new Village(new SimulationOptions(), new GnutellaOptions { DialsHosts = false, PingMs = PingMs, UsesRouteTables = false });
        var circle = village.Line(4);
        village.Network.Connect(circle[3], circle[0]);
        village.Network.RunFor(8 * PingMs);
        Assert.Equal([2, 3, 3, 3, 3, 3, 3], Floods(village, circle[0]));
    }

    [Fact]
    public void A_neighbour_that_tells_nothing_is_reckoned_and_does_not_stop_what_others_tell()
    {
        var table = new NeighbourTable(NodeOf(0));
        var silent = table.Add(NodeOf(1), true, 0);
        Assert.Equal([1], Horizons.Floods(NodeOf(0), [silent]));
        var telling = table.Add(NodeOf(2), true, 0);
        telling.Horizon = [.. Of(100, 500).Ranks];
        Assert.Equal(2, Horizons.Floods(NodeOf(0), [silent, telling]).Count);
        Assert.InRange(Horizons.Floods(NodeOf(0), [silent, telling])[1], 333, 667);
        Assert.Equal(NodeSketch.Counters, Horizons.For(NodeOf(2), NodeOf(0), table).Length);
        Assert.Equal(2 * NodeSketch.Counters, Horizons.For(NodeOf(1), NodeOf(0), table).Length);
    }

    private static List<long> Floods(Village village, SimulatedNode node)
    {
        List<long> reached = [];
        for (var ttl = 1; ttl <= 7; ttl++)
        {
            var search = village.Search(node, "nothing", SearchWay.Flood, ttl);
            village.Network.RunFor(20_000);
            reached.Add(node.Notices.OfType<SearchCost>().Last(cost => cost.SearchId == search).NodesReached);
        }
        return reached;
    }

    private static NodeSketch Of(int first, int count)
    {
        var sketch = new NodeSketch();
        foreach (var node in Enumerable.Range(first, count)) sketch.Add(NodeOf(node));
        return sketch;
    }
}
