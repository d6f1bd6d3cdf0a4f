using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientSearchTests
{
    private static readonly Guid Search = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions()));

    public NapsterClientSearchTests() => bench.Request(new UseIndexServer(null, NodeOf(9)));

    [Fact]
    public void It_asks_with_an_id_of_its_own_and_tells_hits_and_one_end()
    {
        var id = Ask("harry potter");
        bench.NowMs = 40;
        bench.Receive(9, id, Answer(false, Hit("harry potter.txt", 1, 2)));
        bench.NowMs = 70;
        bench.Receive(9, id, Answer(true, Hit("potter harry.txt", 2, 3)));
        var found = bench.Noted<HitsFound>();
        Assert.Equal([(40L, ContentOf(1)), (70L, ContentOf(2))], found.Select(part => (part.ElapsedMs, part.Hits[0].Content)));
        var finished = Assert.Single(bench.Noted<SearchFinished>());
        Assert.Equal((Search, OverlayKind.Napster, true, null, 3, 70L), (finished.SearchId, finished.Overlay, finished.Complete, finished.Problem, finished.Messages, finished.ElapsedMs));
        Assert.InRange(finished.Bytes, 3 * 24, 1_000);
    }

    [Fact]
    public void Hits_that_nobody_asked_for_are_dropped()
    {
        bench.Link(9);
        bench.Receive(9, Answer(true, Hit("a", 1, 2)));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
        Assert.Empty(bench.Noted<HitsFound>());
    }

    [Fact]
    public void Hits_of_anybody_but_the_server_are_dropped()
    {
        var id = Ask("a");
        bench.Receive(5, id, Answer(true, Hit("a", 1, 2)));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
        Assert.Empty(bench.Noted<SearchFinished>());
    }

    [Fact]
    public void Hits_after_the_end_are_dropped()
    {
        var id = Ask("a");
        bench.Receive(9, id, Answer(true));
        bench.Receive(9, id, Answer(true, Hit("a", 1, 2)));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
        Assert.Single(bench.Noted<SearchFinished>());
    }

    [Fact]
    public void A_hit_that_does_not_match_is_dropped_and_the_others_count()
    {
        var id = Ask("harry -stone");
        bench.Receive(9, id, Answer(true, Hit("harry stone", 1, 2), Hit("harry", 2, 2), Hit("advertisement", 3, 2)));
        Assert.Equal([DropReason.DoesNotMatch, DropReason.DoesNotMatch], bench.Dropped());
        Assert.Equal([ContentOf(2)], Assert.Single(bench.Noted<HitsFound>()).Hits.Select(hit => hit.Content));
    }

    [Fact]
    public void A_content_is_told_once()
    {
        var id = Ask("a");
        bench.Receive(9, id, Answer(true, Hit("a", 1, 2), Hit("a", 1, 2)));
        Assert.Equal([DropReason.Duplicate], bench.Dropped());
        Assert.Single(Assert.Single(bench.Noted<HitsFound>()).Hits);
    }

    [Fact]
    public void No_more_contents_are_taken_than_were_asked_for()
    {
        var id = Ask("a", contentsMax: 2);
        bench.Receive(9, id, Answer(true, Hit("a", 1, 2), Hit("a", 2, 2), Hit("a", 3, 2)));
        Assert.Equal([DropReason.LimitReached], bench.Dropped());
        Assert.Equal(2, Assert.Single(bench.Noted<HitsFound>()).Hits.Count);
    }

    [Fact]
    public void Impossible_hits_are_dropped()
    {
        var id = Ask("a");
        var none = new Hit(new ContentId(ContentOf(1).Hash, 0), ["a"], [new HitSource(NodeOf(2), true)], 1);
        var fewer = new Hit(ContentOf(2), ["a"], [new HitSource(NodeOf(2), true)], 0);
        bench.Receive(9, id, Answer(true, none, fewer));
        Assert.Equal([DropReason.Malformed, DropReason.Malformed], bench.Dropped());
    }

    [Fact]
    public void The_own_node_is_no_source()
    {
        var id = Ask("a");
        bench.Receive(9, id, Answer(true, Hit("a", 1, 1, 2), Hit("a", 2, 1)));
        var hit = Assert.Single(Assert.Single(bench.Noted<HitsFound>()).Hits);
        Assert.Equal([new HitSource(NodeOf(2), true)], hit.Sources);
        Assert.Equal(1, hit.SourceCount);
    }

    [Fact]
    public void Records_that_came_along_are_learned_when_they_are_of_a_source()
    {
        var id = Ask("a");
        var expired = Record(4, expiresUnixMs: Wall - 1);
        bench.Receive(9, id, new IndexHits([Hit("a", 1, 2, 4)], [Record(2), Record(3), expired], true, true, null));
        Assert.Equal([Record(2)], Assert.Single(bench.Noted<PeersLearned>()).Peers);
    }

    [Fact]
    public void A_refusal_ends_the_search_with_the_servers_reason()
    {
        var id = Ask("a");
        bench.Receive(9, id, new IndexHits([], [], true, false, "Too many questions."));
        Assert.Equal("Too many questions.", Assert.Single(bench.Noted<SearchFinished>()).Problem);
    }

    [Fact]
    public void Without_an_answer_it_ends_in_time_and_says_so()
    {
        Ask("a");
        bench.NowMs = 10_000;
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs == 10_000).Timer);
        Assert.Equal("The index server did not answer within 10 s.", Assert.Single(bench.Noted<SearchFinished>()).Problem);
    }

    [Fact]
    public void A_link_lost_while_asking_ends_the_search_with_the_reason()
    {
        Ask("a");
        bench.Unlink(9, "the line is down.");
        Assert.Contains("was lost: the line is down.", Assert.Single(bench.Noted<SearchFinished>()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_link_a_search_waits_for_it()
    {
        Start("a");
        Assert.Empty(bench.Sent<IndexSearch>());
        bench.Link(9);
        Assert.Equal("a", Assert.Single(bench.Sent<IndexSearch>()).Message.Query);
    }

    [Fact]
    public void Without_a_link_in_time_it_says_why()
    {
        Start("a");
        bench.Do((overlay, now) => overlay.DialFailed(null, NodeOf(9), "nobody answered", now));
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs == 10_000).Timer);
        Assert.Contains("nobody answered", Assert.Single(bench.Noted<SearchFinished>()).Problem, StringComparison.Ordinal);
        bench.Link(9);
        Assert.Empty(bench.Sent<IndexSearch>());
    }

    [Fact]
    public void Another_server_chosen_while_a_search_is_under_way_is_asked_instead()
    {
        var id = Ask("a");
        bench.Receive(9, id, Answer(false, Hit("a", 1, 2)));
        bench.Request(new UseIndexServer(null, NodeOf(8)));
        Assert.Empty(bench.Noted<SearchFinished>());
        bench.Receive(9, id, Answer(true));
        bench.Link(8);
        var (server, asked, _) = Assert.Single(bench.Sent<IndexSearch>());
        Assert.Equal(NodeOf(8), server);
        bench.Receive(8, asked, Answer(true, Hit("a", 1, 3), Hit("a", 2, 3)));
        Assert.Equal([ContentOf(1), ContentOf(1), ContentOf(2)], bench.Noted<HitsFound>().SelectMany(found => found.Hits).Select(hit => hit.Content));
        Assert.Null(Assert.Single(bench.Noted<SearchFinished>()).Problem);
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void A_search_begun_before_the_first_link_is_asked_of_the_server_that_was_chosen_meanwhile()
    {
        Start("a");
        bench.Request(new UseIndexServer(null, NodeOf(8)));
        bench.Link(9);
        Assert.Empty(bench.Sent<IndexSearch>());
        bench.Link(8);
        Assert.Equal(NodeOf(8), Assert.Single(bench.Sent<IndexSearch>()).Peer);
    }

    [Fact]
    public void With_no_server_any_more_a_search_under_way_ends()
    {
        Ask("a");
        bench.Request(new UseIndexServer(null, null));
        Assert.Equal("No index server is chosen.", Assert.Single(bench.Noted<SearchFinished>()).Problem);
    }

    [Fact]
    public void A_cancelled_search_is_told_nothing_more()
    {
        var id = Ask("a");
        bench.Request(new SearchCancelled(Search));
        bench.Receive(9, id, Answer(true, Hit("a", 1, 2)));
        Assert.Empty(bench.Noted<HitsFound>());
        Assert.Empty(bench.Noted<SearchFinished>());
    }

    [Fact]
    public void Too_many_open_searches_are_refused_at_once()
    {
        bench.Link(9);
        for (var number = 1; number <= 101; number++) bench.Request(new SearchRequest(new Guid(number, 0, 0, new byte[8]), Query("a"), 10));
        Assert.Equal("100 searches are open already.", Assert.Single(bench.Noted<SearchFinished>()).Problem);
        Assert.Equal(100, bench.Sent<IndexSearch>().Count);
    }

    private static Hit Hit(string name, int content, params IReadOnlyList<int> sources) =>
        new(ContentOf(content), [name], [.. sources.Select(source => new HitSource(NodeOf(source), true))], sources.Count);

    private static IndexHits Answer(bool last, params IReadOnlyList<Hit> hits) => new(hits, [], last, last, null);

    private MessageId Ask(string text, int contentsMax = 100)
    {
        bench.Link(9);
        Start(text, contentsMax);
        return Assert.Single(bench.Sent<IndexSearch>()).Id;
    }

    private void Start(string text, int contentsMax = 100) => bench.Request(new SearchRequest(Search, Query(text), contentsMax));
}
