using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class RingTests
{
    private static readonly GnutellaOptions Quiet = new() { PingMs = 0, DialsHosts = false };

    [Fact]
    public void A_ring_grows_by_one_until_it_has_enough_hits_and_stops_there()
    {
        var village = new Village(new SimulationOptions(), Quiet with { HitsEnough = 2 });
        var nodes = village.Line(8);
        village.Share(nodes[1], "stone one.mp3");
        village.Share(nodes[3], "stone two.mp3");
        village.Share(nodes[5], "stone three.mp3");
        var search = village.Search(nodes[0], "stone", SearchWay.Ring, ttl: 7);
        village.Network.RunFor(120_000);
        Assert.Equal([1, 3], Village.HitsOf(nodes[0], search).Select(found => found.Hops).Order());
        Assert.Equal([1, 2, 3], nodes[0].Notices.OfType<QueryStep>().Where(step => step.Kind == QueryStepKind.Sent).Select(step => step.Ttl));
        Assert.True(Village.EndOf(nodes[0], search).Complete);
    }

    [Fact]
    public void A_ring_without_hits_ends_at_its_last_ttl()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(8);
        var search = village.Search(nodes[0], "stone", SearchWay.Ring, ttl: 4);
        village.Network.RunFor(120_000);
        Assert.Equal(4, nodes[0].Notices.OfType<QueryStep>().Where(step => step.Kind == QueryStepKind.Sent).Max(step => step.Ttl));
        Assert.Null(Village.EndOf(nodes[0], search).Problem);
        Assert.DoesNotContain(nodes[5].Notices.OfType<QueryStep>(), step => step.Kind == QueryStepKind.Answered);
    }

    [Fact]
    public void A_content_is_found_by_its_hash_whatever_its_name()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(4);
        village.Share(nodes[3], "anything.bin");
        var search = village.Search(nodes[0], $"hash:{Village.ContentOf("anything.bin")}", ttl: 4);
        village.Network.RunFor(20_000);
        Assert.Equal("anything.bin", Assert.Single(Village.HitsOf(nodes[0], search)).Hits[0].Names[0]);
    }

    [Fact]
    public void Sources_are_asked_for_with_one_query_a_minute()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(3);
        village.Share(nodes[2], "one.bin");
        village.Share(nodes[2], "two.bin");
        village.Network.Request(nodes[0], new GnutellaSourcesRequest([Village.ContentOf("one.bin"), Village.ContentOf("two.bin"), Village.ContentOf("one.bin")]));
        village.Network.RunFor(50_000);
        var first = Assert.Single(nodes[0].Notices.OfType<SourcesFound>());
        Assert.Equal((Village.ContentOf("one.bin"), nodes[2].Id), (first.Content, Assert.Single(first.Sources).Node));
        village.Network.RunFor(200_000);
        Assert.Equal([Village.ContentOf("one.bin"), Village.ContentOf("two.bin")], nodes[0].Notices.OfType<SourcesFound>().Select(found => found.Content));
    }

    [Fact]
    public void No_more_contents_wait_for_sources_than_the_limit()
    {
        var desk = new Desk(Quiet).Link(1);
        var contents = Enumerable.Range(0, SourceQuestions.WaitingMax + 50).Select(number => Village.ContentOf($"{number}")).ToList();
        desk.Request(new GnutellaSourcesRequest(contents));
        for (var minute = 0; minute < SourceQuestions.WaitingMax + 50; minute++)
        {
            desk.NowMs += SourceQuestions.QuestionMs;
            desk.Elapse(GnutellaTimers.Sources);
            foreach (var (timer, _) in desk.Woken().Where(wake => wake.Timer.Kind == GnutellaTimers.SearchKind && wake.DelayMs > 0)) desk.Elapse(timer);
        }
        Assert.Equal(SourceQuestions.WaitingMax, desk.Sent<GnutellaQuery>().Count);
    }

    [Fact]
    public void A_search_waits_for_the_first_neighbour_and_says_when_none_came()
    {
        var desk = new Desk(Quiet);
        var (lost, _) = desk.Search("stone");
        var timer = Assert.Single(desk.Woken(), wake => wake.Timer.Kind == GnutellaTimers.SearchKind).Timer;
        desk.Elapse(timer);
        Assert.Contains("no neighbour", Assert.Single(desk.Noted<SearchFinished>(), end => end.SearchId == lost).Problem, StringComparison.Ordinal);
        desk.Search("stone");
        desk.Link(1);
        Assert.Equal(NodeOf(1), Assert.Single(desk.Sent<GnutellaQuery>()).Peer);
    }

    [Fact]
    public void More_searches_than_the_limit_are_refused_with_the_reason()
    {
        var desk = new Desk(Quiet with { SearchesMax = 2 }).Link(1);
        desk.Search("one");
        desk.Search("two");
        var (third, _) = desk.Search("three");
        Assert.Equal((third, "2 searches are open already."), Assert.Single(desk.Noted<SearchFinished>()) is var end ? (end.SearchId, end.Problem) : default);
    }

    [Fact]
    public void More_contents_than_were_asked_for_are_not_shown_and_the_search_says_that_it_is_not_complete()
    {
        var desk = new Desk(Quiet).Link(1);
        Assert.True(Protocols.Search.Query.TryParse("stone", out var query, out _));
        desk.Request(new GnutellaSearch(Guid.Empty, query!, 2, SearchWay.Flood, 1));
        var id = desk.SentHeaders<GnutellaQuery>()[0].Header.Id;
        desk.Hits(1, id, 5, Village.File("stone 1"), Village.File("stone 2"), Village.File("stone 3"));
        Assert.Equal(2, Assert.Single(desk.Noted<HitsFound>()).Hits.Count);
        Assert.Equal([DropReason.LimitReached], desk.Dropped());
        desk.NowMs = Quiet.SearchTimeoutMs;
        desk.Elapse(desk.SearchDue.Timer);
        Assert.False(Assert.Single(desk.Noted<SearchFinished>()).Complete);
    }

    [Fact]
    public void What_a_search_cost_is_told()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(4);
        village.Share(nodes[1], "stone.mp3");
        var search = village.Search(nodes[0], "stone", ttl: 3);
        village.Network.RunFor(20_000);
        var cost = nodes[0].Notices.OfType<SearchCost>().Last();
        Assert.Equal((search, 3, 1, 2), (cost.SearchId, cost.Hops, cost.Neighbours, cost.Messages));
        Assert.InRange(cost.Bytes, 60, 400);
        Assert.Equal((cost.Messages, cost.Bytes), (Village.EndOf(nodes[0], search).Messages, Village.EndOf(nodes[0], search).Bytes));
    }
}
