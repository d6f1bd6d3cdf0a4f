using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>When a search is done: as early as can honestly be said.</summary>
public sealed class SearchEndTests
{
    private static readonly GnutellaOptions Quiet = new() { PingMs = 0, DialsHosts = false };

    [Theory]
    [InlineData(10, 2_000, 3_000)]
    [InlineData(400, 6_000, 9_000)]
    public void A_search_ends_when_nothing_came_for_as_long_as_measured_round_trips_say(int delayMs, int earliestMs, int latestMs)
    {
        var village = new Village(new SimulationOptions { LinkDelay = DelayTable.Uniform(delayMs, delayMs + 1) }, Quiet with { PingMs = 5_000 });
        var nodes = village.Line(5);
        village.Share(nodes[4], "stone.mp3");
        village.Network.RunFor(30_000);
        var search = village.Search(nodes[0], "stone", ttl: 4);
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(nodes[0], search));
        Assert.InRange(Village.EndOf(nodes[0], search).ElapsedMs, earliestMs, latestMs);
        var notices = nodes[0].Notices.ToList();
        var late = Assert.Single(notices.OfType<SearchAwaitsLate>());
        Assert.True(notices.IndexOf(late) < notices.IndexOf(Village.EndOf(nodes[0], search)));
    }

    [Fact]
    public void While_no_round_trip_is_known_it_waits_for_its_whole_time()
    {
        var desk = new Desk(Quiet).Link(1);
        desk.Search("stone", ttl: 5);
        Assert.Equal(Quiet.SearchTimeoutMs, EndOf(desk));
    }

    [Fact]
    public void Hits_that_come_late_count_and_keep_it_open()
    {
        var desk = new Desk(Quiet).Link(1);
        var (_, query) = desk.Search("stone", ttl: 1);
        HitAt(desk, 100, query, 5);
        HitAt(desk, 2_000, query, 6);
        Assert.Equal(2, desk.Noted<HitsFound>().Count);
        Assert.Equal(2_000 + Quiet.SearchQuietMs, EndOf(desk));
    }

    [Fact]
    public void Hits_that_never_stop_coming_do_not_keep_it_open_longer_than_its_time()
    {
        var desk = new Desk(Quiet).Link(1);
        var (_, query) = desk.Search("stone", ttl: 1);
        for (var hit = 1; hit < 8; hit++) HitAt(desk, hit * 1_400, query, 4 + hit);
        Assert.Equal(7, desk.Noted<HitsFound>().Count);
        Assert.Equal(Quiet.SearchTimeoutMs, EndOf(desk));
    }

    [Fact]
    public void Hits_that_are_being_opened_are_waited_for()
    {
        var desk = new Desk(Quiet).Link(1);
        var (_, query) = desk.Search("stone", ttl: 1);
        HitAt(desk, 100, query, 5);
        var hits = desk.Seal.Seal(NodeOf(6), new QueryHits(query.Value, 1, [Village.File("stone 6")]), Desk.Wall);
        desk.Receive(1, query, new GnutellaHits(hits.Envelope, default), ttl: 7);
        RunUntil(desk, 3_000);
        desk.Open();
        Assert.Equal(2, desk.Noted<HitsFound>().Count);
        Assert.Equal(3_000 + Quiet.SearchQuietMs, EndOf(desk));
    }

    [Fact]
    public void It_ends_at_once_when_routing_tables_spare_everybody()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(2);
        village.Share(nodes[1], "stone.mp3");
        village.Network.RunFor(60_000);
        var search = village.Search(nodes[0], "water", ttl: 1);
        village.Network.RunFor(1_000);
        Assert.Equal((0L, 0), (Village.EndOf(nodes[0], search).ElapsedMs, Village.EndOf(nodes[0], search).Messages));
    }

    private static void HitAt(Desk desk, long atMs, MessageId query, int holder)
    {
        RunUntil(desk, atMs);
        desk.Hits(1, query, holder, Village.File($"stone {holder}"));
    }

    /// <summary>Lets the timer of the search elapse whenever it is due before this moment.</summary>
    private static void RunUntil(Desk desk, long atMs)
    {
        for (var due = desk.SearchDue; due.AtMs < atMs && due.AtMs >= 0; due = desk.SearchDue) Elapse(desk, due.Timer, due.AtMs);
        desk.NowMs = atMs;
    }

    private static long EndOf(Desk desk)
    {
        for (var due = desk.SearchDue; due.AtMs >= 0; due = desk.SearchDue) Elapse(desk, due.Timer, due.AtMs);
        return Assert.Single(desk.Noted<SearchFinished>()).ElapsedMs;
    }

    private static void Elapse(Desk desk, TimerKey timer, long atMs)
    {
        desk.NowMs = atMs;
        desk.Elapse(timer);
    }
}
