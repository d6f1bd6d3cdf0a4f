using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Overlays;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Overlays;

public sealed class SearchServiceTests
{
    private static readonly ContentId Song = new(new ContentHash(Filled(9)), 5_000);

    private readonly FakeTimeProvider time = new();
    private readonly NodeFeed feed;
    private readonly List<NodeEvent> events = [];
    private readonly FakeWay way = new();
    private readonly SearchService service;

    public SearchServiceTests()
    {
        feed = new NodeFeed(time);
        feed.Subscribe(entry => events.Add(entry.Event));
        service = new SearchService(feed, new NobodysDirectory(), new NobodysPeers(), new HasOne(), time);
        service.Add(way);
    }

    [Fact]
    public void One_content_under_two_names_is_one_result_with_both_sources()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        Found(search.Id, 10, Hit("Harry Potter.ogg", 1));
        Found(search.Id, 20, Hit("HARRY potter (live).ogg", 2));

        var result = Assert.Single(service.Results(search.Id, null, null, new PageRequest(null))!.Items);
        Assert.Equal(["Harry Potter.ogg", "HARRY potter (live).ogg"], result.Names);
        Assert.Equal(2, result.SourceCount);
        Assert.Equal([Node(1), Node(2)], service.Sources(search.Id, Song)!.Select(source => source.NodeId));
        Assert.Equal(new FoundBy(OverlayKind.Napster, 1, 10), Assert.Single(result.FoundBy));
        Assert.Equal(2, service.Find(search.Id)!.Nodes);
    }

    [Fact]
    public void A_content_that_two_overlays_find_counts_for_both_with_the_hops_to_the_nearest_source()
    {
        service.Add(new FakeWay(OverlayKind.Gnutella));
        var search = service.Start(new SearchStart("harry potter")).Value!;
        Found(search.Id, 10, Hit("Harry Potter.ogg", 1));
        service.Noted(new HitsFound(search.Id, OverlayKind.Gnutella, [Hit("Harry Potter.ogg", 2)], 3, 40));
        service.Noted(new HitsFound(search.Id, OverlayKind.Gnutella, [Hit("Harry Potter.ogg", 3)], 2, 60));

        Assert.Equal([new FoundBy(OverlayKind.Napster, 1, 10), new FoundBy(OverlayKind.Gnutella, 2, 40)], Assert.Single(service.Results(search.Id, null, null, new PageRequest(null))!.Items).FoundBy);
        Assert.Equal([1, 1], service.Find(search.Id)!.Overlays.Select(overlay => overlay.Hits));
        Assert.Equal(1, service.Find(search.Id)!.Results);
    }

    [Fact]
    public void Hits_are_told_as_they_come_and_numbered_by_their_last_change()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        Found(search.Id, 10, Hit("Harry Potter.ogg", 1));
        Found(search.Id, 20, Hit("Harry Potter.ogg", 2));
        Assert.Equal([1L, 2L], events.OfType<SearchHits>().Select(hits => Assert.Single(hits.Hits).Number));
    }

    [Fact]
    public void A_search_ends_when_its_last_overlay_answered()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        service.Noted(new SearchFinished(search.Id, OverlayKind.Napster, true, null, 2, 300, 12));
        var ended = Assert.Single(events.OfType<SearchEnded>()).Search;
        Assert.Equal(SearchState.Completed, ended.State);
        var overlay = Assert.Single(ended.Overlays);
        Assert.Equal((SearchOverlayState.Answered, 2, 300L), (overlay.State, overlay.Messages, overlay.Bytes));
    }

    [Fact]
    public void An_overlay_that_fails_says_why()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        service.Noted(new SearchFinished(search.Id, OverlayKind.Napster, false, "The index server is away.", 1, 90, 12));
        Assert.Equal("The index server is away.", Assert.Single(service.Find(search.Id)!.Overlays).Reason);
    }

    [Fact]
    public void Without_an_answer_in_time_the_search_ends_and_the_overlay_is_told()
    {
        var search = service.Start(new SearchStart("harry potter", TimeoutMs: 500)).Value!;
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(SearchState.Running, service.Find(search.Id)!.State);
        time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(SearchOverlayState.TimedOut, Assert.Single(service.Find(search.Id)!.Overlays).State);
        Assert.Equal([search.Id], way.Cancelled);
    }

    [Fact]
    public void A_cancelled_search_takes_no_more_hits()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        Assert.True(service.Cancel(search.Id));
        Found(search.Id, 10, Hit("Harry Potter.ogg", 1));
        Assert.Empty(service.Results(search.Id, null, null, new PageRequest(null))!.Items);
        Assert.Equal(SearchState.Cancelled, service.Find(search.Id)!.State);
    }

    [Theory]
    [InlineData("", "query-not-understood")]
    [InlineData("\"open", "query-not-understood")]
    public void A_query_that_does_not_parse_is_refused_with_position_and_expectation(string text, string code)
    {
        var refusal = service.Start(new SearchStart(text)).Refusal!;
        Assert.Equal(code, refusal.Code);
        Assert.Contains("At character ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("expected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlay_that_is_off_is_refused_by_name()
    {
        Assert.Equal("overlay-off", service.Start(new SearchStart("potter", [OverlayKind.Dht])).Refusal!.Code);
    }

    [Fact]
    public void Results_come_in_pages_sorted_and_filtered()
    {
        var search = service.Start(new SearchStart("potter")).Value!;
        for (byte number = 1; number <= 5; number++)
            Found(search.Id, number, new Hit(new ContentId(new ContentHash(Filled(number)), number * 100), [$"potter {number}.{(number == 3 ? "png" : "ogg")}"], [new HitSource(Node(1), true)], 1));
        var first = service.Results(search.Id, "-size", null, new PageRequest(null, 2))!;
        Assert.Equal([100L, 200L], first.Items.Select(item => item.Size));
        Assert.Equal([300L, 400L], service.Results(search.Id, "-size", null, new PageRequest(first.NextCursor, 2))!.Items.Select(item => item.Size));
        Assert.Equal("potter 3.png", Assert.Single(service.Results(search.Id, null, "kind:image", new PageRequest(null))!.Items).Name);
    }

    [Fact]
    public void What_this_node_has_is_marked()
    {
        var search = service.Start(new SearchStart("harry potter")).Value!;
        Found(search.Id, 10, Hit("Harry Potter.ogg", 1));
        Assert.Equal(LocalState.Complete, Assert.Single(service.Results(search.Id, null, null, new PageRequest(null))!.Items).Local);
    }

    [Fact]
    public void Only_the_newest_hundred_searches_are_kept()
    {
        var ids = Enumerable.Range(0, 101).Select(_ => service.Start(new SearchStart("potter")).Value!.Id).ToList();
        Assert.Null(service.Find(ids[0]));
        Assert.Equal(100, service.List().Count);
        Assert.Equal(ids[^1], service.List()[0].Id);
    }

    private void Found(Guid search, long elapsedMs, Hit hit) => service.Noted(new HitsFound(search, OverlayKind.Napster, [hit], 1, elapsedMs));

    private static Hit Hit(string name, byte source) => new(Song, [name], [new HitSource(Node(source), true)], 1);

    private static NodeId Node(byte number) => new(Filled(number));

    private static Bytes32 Filled(byte value) => new(Enumerable.Repeat(value, 32).ToArray());

    private sealed class FakeWay(OverlayKind kind = OverlayKind.Napster) : ISearchWay
    {
        public List<Guid> Cancelled { get; } = [];

        public OverlayKind Kind => kind;

        public void Search(Guid searchId, Query query, int contentsMax)
        {
        }

        public void Cancel(Guid searchId) => Cancelled.Add(searchId);

        public void Suggest(Guid requestId, string text)
        {
        }
    }

    private sealed class HasOne : ILocalContents
    {
        public LocalState StateOf(ContentId content) => content == Song ? LocalState.Complete : LocalState.None;
    }
}
