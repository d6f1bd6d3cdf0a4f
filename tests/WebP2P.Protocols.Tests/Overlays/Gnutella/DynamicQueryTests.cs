using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class DynamicQueryTests
{
    private const int Enough = 150;
    private const int TtlMax = 7;
    private const long Endless = 1_000_000_000;

    [Fact]
    public void Three_neighbours_are_probed_with_two_hops()
    {
        var query = Begin(6);
        Assert.Equal([2, 2, 2], Probe(query));
        Assert.False(query.IsProbing);
        Assert.Equal(3 * 6, query.Reached);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(30, 3)]
    public void At_least_half_of_the_neighbours_are_left_after_the_probe(int neighbours, int probes) => Assert.Equal(probes, Probe(Begin(neighbours)).Count);

    [Fact]
    public void Hits_enough_end_it()
    {
        var query = Begin(6);
        Probe(query);
        Assert.Equal(0, query.Next(Enough));
        Assert.Equal(3, query.Asked);
    }

    [Fact]
    public void Many_hits_of_the_probe_keep_the_next_hops_few()
    {
        var query = Begin(6);
        Probe(query);
        // 75 hits of 18 nodes: 18 more nodes are wanted, 6 behind each of the three that are left.
        Assert.Equal(2, query.Next(75));
    }

    [Fact]
    public void Fewer_hits_send_the_next_query_further()
    {
        var query = Begin(6);
        Probe(query);
        // 5 hits of 18 nodes: 522 more nodes are wanted, 174 behind each: 5 hops, since 4 have 156.
        Assert.Equal(5, query.Next(5));
    }

    [Fact]
    public void No_hits_send_it_as_far_as_it_may_go()
    {
        var query = Begin(6);
        Probe(query);
        Assert.Equal(TtlMax, query.Next(0));
    }

    [Fact]
    public void Every_neighbour_is_asked_at_most_once()
    {
        var query = Begin(6);
        for (var asked = 0; asked < 6; asked++) Assert.InRange(query.Next(0), 1, TtlMax);
        Assert.Equal(0, query.Next(0));
    }

    [Fact]
    public void No_TTL_is_above_the_limit()
    {
        var query = new DynamicQuery(Forecast(6), Enough, 1);
        for (var asked = 0; asked < 6; asked++) Assert.Equal(1, query.Next(0));
    }

    [Theory]
    [InlineData(32, 2, 32)]
    [InlineData(32, 3, 993)]
    [InlineData(15, 4, 2955)]
    public void The_nodes_behind_a_neighbour_are_those_of_the_published_estimate(int degree, int ttl, long hosts) =>
        Assert.Equal(hosts, (long)new ReachForecast([degree], 1_000, Endless).Behind(0, ttl));

    [Fact]
    public void A_query_that_goes_further_than_those_before_needs_a_new_id()
    {
        var query = Begin(6);
        query.Next(0);
        Assert.True(query.IsFurther);
        query.Next(0);
        Assert.False(query.IsFurther);
        query.Next(0);
        query.Next(0);
        Assert.True(query.IsFurther);
    }

    [Fact]
    public void A_network_is_taken_to_be_as_large_as_a_host_cache_until_pongs_tell_nothing_new()
    {
        var size = new NetworkSize();
        Assert.Equal(NetworkSize.NodesAssumed, size.Nodes(24));
        for (var sighting = 0; sighting < 1_000; sighting++) size.Seen(isNew: false);
        Assert.Equal(25, size.Nodes(24));
        for (var sighting = 0; sighting < 1_000; sighting++) size.Seen(isNew: sighting % 2 == 0);
        Assert.InRange(size.Nodes(1_000), 2_000, NetworkSize.NodesAssumed);
        for (var sighting = 0; sighting < 1_000; sighting++) size.Seen(isNew: true);
        Assert.Equal(NetworkSize.NodesAssumed, size.Nodes(24));
    }

    [Fact]
    public void Routing_tables_spare_the_messages_of_the_last_hop() =>
        Assert.Equal(6 + 6 * 5, new ReachForecast([6, 6, 6, 6, 6, 6], 1_000, Endless) { SparesLastHop = true }.FloodMessages(3));

    [Fact]
    public void The_forecast_ends_with_the_network()
    {
        var forecast = new ReachForecast([6, 6, 6, 6, 6, 6], 1_000, 1_000);
        Assert.InRange(forecast.Flood(2), 34, 36);
        Assert.InRange(forecast.Flood(7), 990, 1_000);
    }

    [Fact]
    public void Neighbours_that_know_each_other_bring_less() =>
        Assert.InRange(new ReachForecast([6, 6], 200, Endless).Flood(4), 2 * (1 + 3), 2 * (1 + 4));

    [Fact]
    public void The_messages_of_a_flood_are_all_that_those_who_pass_it_on_send() =>
        Assert.Equal(6 + 6 * 5 + 30 * 5, new ReachForecast([6, 6, 6, 6, 6, 6], 1_000, Endless).FloodMessages(3));

    [Theory]
    [InlineData(0, 100, 0, 0)]
    [InlineData(0, 0, 10_000, 999)]
    public void What_asks_nobody_finds_nothing_and_what_asks_everybody_finds_all(int hits, long reached, long further, int least) =>
        Assert.InRange(ChanceOfHit.OfFurther(hits, reached, further, 10_000), least > 0 ? 600 : 0, least > 0 ? 1_000 : 0);

    [Theory]
    [InlineData(36, 186)]
    [InlineData(186, 936)]
    [InlineData(936, 4_000)]
    public void After_nothing_was_found_the_chance_grows_with_the_logarithm_of_the_nodes(long reached, long then)
    {
        // Each doubling between one copy and one everywhere is equally likely: ln(then / reached) / ln(all / reached).
        var expected = 1_000 * Math.Log((double)then / reached) / Math.Log(10_000.0 / reached);
        Assert.InRange(ChanceOfHit.OfFurther(0, reached, then - reached, 10_000), expected * 0.75, expected * 1.25);
    }

    [Fact]
    public void What_was_found_once_is_found_again_by_asking_as_many() =>
        Assert.InRange(ChanceOfHit.OfFurther(3, 1_000, 1_000, 1_000_000), 800, 950);

    [Fact]
    public void Nothing_is_offered_after_many_hits_or_at_the_longest_TTL()
    {
        Assert.NotNull(Widening.After(Forecast(6), 3, 186, Widening.HoldersFew - 1));
        Assert.Null(Widening.After(Forecast(6), 3, 186, Widening.HoldersFew));
        Assert.Null(Widening.After(Forecast(6), TtlMax, 186, 0));
        Assert.Null(Widening.After(new ReachForecast([], 1_000, Endless), 3, 0, 0));
    }

    [Fact]
    public void An_offer_says_what_it_costs_and_brings()
    {
        var offer = Widening.After(new ReachForecast([6, 6, 6, 6, 6, 6], 1_000, 10_000), 3, 186, 0)!;
        Assert.Equal((SearchWay.Flood, 4), (offer.Way, offer.Ttl));
        Assert.InRange(offer.Nodes, 650, 750);
        Assert.InRange(offer.ChancePerMille, 300, 500);
        Assert.Contains($"{offer.Messages} messages", offer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_walk_the_flood_is_offered_that_comes_to_more_nodes() =>
        Assert.Equal(5, Widening.After(new ReachForecast([6, 6, 6, 6, 6, 6], 1_000, 100_000), GnutellaWalk.StepsMax, 2_000, 0)!.Ttl);

    [Fact]
    public void Words_that_were_asked_for_last_are_remembered_and_no_more_than_the_limit()
    {
        var memory = new PopularityMemory();
        memory.Learn("first", 1, 10);
        for (var number = 0; number < PopularityMemory.KeptMax; number++) memory.Learn($"word {number}", 5, 1_000);
        Assert.Null(memory.PerMillionOf("first"));
        Assert.Equal(5_000, memory.PerMillionOf("word 0"));
        memory.Learn("word 1", 10, 1_000);
        Assert.Equal(10_000, memory.PerMillionOf("word 1"));
        memory.Learn("nobody was asked", 0, 0);
        Assert.Null(memory.PerMillionOf("nobody was asked"));
    }

    private static List<int> Probe(DynamicQuery query)
    {
        List<int> ttls = [];
        while (query.IsProbing) ttls.Add(query.Next(0));
        return ttls;
    }

    private static DynamicQuery Begin(int neighbours) => new(Forecast(neighbours), Enough, TtlMax);

    private static ReachForecast Forecast(int neighbours) => new([.. Enumerable.Repeat(6, neighbours)], 1_000, Endless);
}
