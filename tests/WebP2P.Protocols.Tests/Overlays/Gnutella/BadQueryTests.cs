using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class BadQueryTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(255, 0)]
    [InlineData(1, 255)]
    [InlineData(255, 255)]
    [InlineData(7, 1)]
    public void A_query_of_no_or_too_many_hops_is_dropped(int ttl, int hops)
    {
        var desk = new Desk().Link(1, 2);
        desk.Receive(1, Desk.Ask("stone"), ttl, hops);
        Assert.Equal([DropReason.TtlExceeded], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaQuery>());
    }

    [Fact]
    public void A_query_whose_hops_shrink_is_a_duplicate_and_is_not_passed_on()
    {
        var desk = new Desk().Link(1, 2, 3);
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 2, hops: 3);
        Assert.Equal(2, desk.Sent<GnutellaQuery>().Count);
        desk.Receive(2, id, Desk.Ask("stone"), ttl: 7, hops: 0);
        Assert.Equal([DropReason.Duplicate], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaQuery>());
    }

    [Fact]
    public void An_id_replayed_by_another_neighbour_does_not_turn_the_way_back()
    {
        var desk = new Desk().Link(1, 2, 3);
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3);
        desk.Receive(2, id, Desk.Ask("stone"), ttl: 3);
        desk.Receive(3, id, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Equal(NodeOf(1), Assert.Single(desk.Sent<GnutellaHits>()).Peer);
    }

    [Fact]
    public void A_query_that_is_no_query_is_dropped_by_a_holder()
    {
        var desk = new Desk().Link(1, 2);
        desk.Files.Add(Village.File("stone.mp3"));
        desk.Receive(1, Desk.Ask("size:>1"), ttl: 3);
        desk.Receive(1, Desk.Ask(""), ttl: 3);
        desk.Receive(1, Desk.Ask(string.Join(' ', Enumerable.Range(0, 10_000).Select(number => $"w{number}"))), ttl: 3);
        Assert.Equal([DropReason.Malformed, DropReason.Malformed, DropReason.TooLarge], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaQuery>());
    }

    [Fact]
    public void Who_is_no_neighbour_gets_nothing()
    {
        var desk = new Desk().Link(1);
        desk.LinkOther(2);
        desk.Receive(2, Desk.Ask("stone"), ttl: 3);
        desk.Receive(3, new GnutellaHits(new byte[8], default));
        desk.Receive(3, new GnutellaPong(1, 1, 1, 0, []));
        Assert.Equal([DropReason.Unsolicited, DropReason.Unsolicited, DropReason.Unsolicited], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaQuery>());
    }

    [Fact]
    public void Too_many_queries_in_a_second_are_dropped_and_counted_at_their_neighbour()
    {
        var desk = new Desk(new GnutellaOptions { PingMs = 0, DialsHosts = false, QueriesPerSecond = 5, QueriesBurst = 10 }).Link(1, 2);
        for (var count = 0; count < 12; count++) desk.Receive(1, Desk.Ask("stone"), ttl: 2);
        desk.Receive(2, Desk.Ask("stone"), ttl: 2);
        Assert.Equal([DropReason.RateExceeded, DropReason.RateExceeded], desk.Dropped());
        Assert.Equal(2, desk.Machine.Figures(0).Neighbours[0].Drops[DropReason.RateExceeded]);
        desk.NowMs = 1_000;
        for (var count = 0; count < 6; count++) desk.Receive(1, Desk.Ask("stone"), ttl: 2);
        Assert.Equal([DropReason.RateExceeded], desk.Dropped());
    }

    [Fact]
    public void Ids_are_forgotten_in_generations()
    {
        var desk = new Desk(new GnutellaOptions { PingMs = 0, DialsHosts = false, SeenMs = 1_000 }).Link(1, 2);
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 2);
        desk.NowMs = 1_500;
        desk.Receive(1, id, Desk.Ask("stone"), ttl: 2);
        Assert.Equal([DropReason.Duplicate], desk.Dropped());
        Assert.Equal(1, desk.Machine.Figures(0).SeenIds);
        desk.NowMs = 2_600;
        desk.Receive(1, Desk.Ask("stone"), ttl: 2);
        Assert.Equal(1, desk.Machine.Figures(0).SeenIds);
        desk.Receive(2, id, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Equal([DropReason.Unsolicited], desk.Dropped());
    }

    [Fact]
    public void A_full_generation_turns_early()
    {
        var desk = new Desk(new GnutellaOptions { PingMs = 0, DialsHosts = false, SeenMax = 100, SeenPerNeighbourMax = 100 }).Link(1, 2, 3);
        foreach (var peer in new[] { 1, 2, 3 })
            for (var count = 0; count < 90; count++) desk.Receive(peer, Desk.Ask("stone"));
        Assert.Empty(desk.Dropped());
        Assert.InRange(desk.Machine.Figures(0).SeenIds, 100, 200);
    }
}
