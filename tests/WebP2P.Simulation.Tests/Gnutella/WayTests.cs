using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>What the ways of a query are held to, on drawn networks.</summary>
public sealed class WayTests(ITestOutputHelper output)
{
    private const int Nodes = 2_000;

    /// <summary>On each of three topologies: 1,000 in all.</summary>
    private const int Queries = 334;

    /// <summary>So many that an offer of the wanted chance comes often enough to be counted.</summary>
    private const int Widened = 500;

    private static readonly GnutellaOptions Plain = new() { UsesRouteTables = false };

    [Fact]
    public void The_reach_that_dynamic_querying_predicts_is_within_a_factor_of_2_for_80_percent_of_1_000_queries_on_three_topologies()
    {
        Assert.All(["random:6", "powerlaw:3", "smallworld:6:10"], topology => Assert.InRange(Within(topology), Queries * 8 / 10, Queries));
    }

    private int Within(string topology)
    {
        var field = new QueryField(topology, Nodes, 1, Plain);
        List<double> ratios = [];
        for (var query = 0; query < Queries; query++)
        {
            var outcome = field.Ask(field.DrawNode(), field.DrawTopic(), SearchWay.Dynamic);
            ratios.Add((outcome.Cost.NodesReached + 1.0) / (outcome.Reached + 1));
        }
        ratios.Sort();
        var within = ratios.Count(ratio => ratio is >= 0.5 and <= 2);
        output.WriteLine($"{topology}: {within} of {Queries} within a factor of 2; ratios p10 {ratios[Queries / 10]:0.00}, p50 {ratios[Queries / 2]:0.00}, p90 {ratios[Queries * 9 / 10]:0.00}");
        return within;
    }

    [Theory]
    [InlineData("random:6")]
    [InlineData("powerlaw:3")]
    public void Of_searches_that_were_offered_a_chance_of_0_4_to_0_6_by_widening_35_to_65_percent_find_something_new(string topology)
    {
        var field = new QueryField(topology, Nodes, 2, Plain);
        var (offered, found) = (0, 0);
        for (var query = 0; query < Widened; query++)
        {
            var (origin, topic) = (field.DrawNode(), field.DrawTopic());
            var first = field.Ask(origin, topic, SearchWay.Flood, 1 + query % 3);
            if (first.Offer is not { ChancePerMille: >= 400 and <= 600 } offer) continue;
            offered++;
            var wider = field.Ask(origin, topic, offer.Way, offer.Ttl);
            if (wider.Holders.Except(first.Holders).Any()) found++;
        }
        output.WriteLine($"{topology}: {offered} offers of 400 to 600 per mille, {found} found something new");
        Assert.InRange(offered, 40, Widened);
        Assert.InRange(100.0 * found / offered, 35, 65);
    }

    /// <summary>"Flooding is not scalable": what each way sends for the same queries.</summary>
    [Fact]
    public void Rings_walkers_and_routing_tables_send_less_than_half_of_what_a_flood_sends_and_find_as_often()
    {
        var options = Plain with { HitsEnough = 3 };
        var plain = new QueryField("random:6", Nodes, 3, options);
        var tables = new QueryField("random:6", Nodes, 3, options with { UsesRouteTables = true });
        var flood = Measure("flood", plain, SearchWay.Flood);
        var (ring, walk) = (Measure("ring", plain, SearchWay.Ring), Measure("walkers", plain, SearchWay.Walk));
        var table = Measure("routing tables", tables, SearchWay.Flood);
        Assert.Equal(Rounds, flood.Successes);
        Assert.All([ring, walk, table], way => Assert.InRange(way.Messages, 1, flood.Messages / 2));
        Assert.All([ring, walk, table], way => Assert.InRange(way.Successes, Rounds * 9 / 10, Rounds));
    }

    private const int Rounds = 60;
    private const int FloodTtl = 5;

    /// <summary>The first topic that one node of a hundred has.</summary>
    private const int TopicPopular = 18;

    private (long Messages, int Successes) Measure(string name, QueryField field, SearchWay way)
    {
        var (messages, successes) = (0L, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var outcome = field.Ask(field.Network.Nodes[round * 31 % Nodes], TopicPopular + round % (QueryField.Topics - TopicPopular), way, way == SearchWay.Walk ? null : FloodTtl);
            messages += outcome.Messages;
            if (outcome.Holders.Count > 0) successes++;
        }
        output.WriteLine($"{name}: {messages / Rounds} messages a query, {successes} of {Rounds} found something");
        return (messages, successes);
    }
}
