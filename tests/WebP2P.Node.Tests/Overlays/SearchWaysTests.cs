using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Overlays;
using WebP2P.Node.Tests.Links;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Overlays;

/// <summary>A search over two ways at once.</summary>
public sealed class SearchWaysTests
{
    private static readonly ContentId Song = new(new ContentHash(new Bytes32([9, .. new byte[31]])), 5_000);

    private readonly FakeTimeProvider time = new();
    private readonly Way napster = new(OverlayKind.Napster);
    private readonly Way gnutella = new(OverlayKind.Gnutella);
    private readonly SearchService service;

    public SearchWaysTests()
    {
        service = new SearchService(new NodeFeed(time), new NobodysDirectory(), new NobodysPeers(), new NothingLocal(), time);
        service.Add(napster);
        service.Add(gnutella);
    }

    [Fact]
    public void A_content_that_both_ways_found_is_one_result_with_both_badges_and_their_hops()
    {
        var search = Start();
        Found(search, OverlayKind.Gnutella, 3, 40, 1);
        Found(search, OverlayKind.Napster, 1, 12, 1, 2);
        var result = Assert.Single(service.Results(search, null, null, new PageRequest(null))!.Items);
        Assert.Equal([new FoundBy(OverlayKind.Napster, 1, 12), new FoundBy(OverlayKind.Gnutella, 3, 40)], result.FoundBy.OrderBy(found => found.Overlay));
        var sources = service.Sources(search, Song)!;
        Assert.Equal([OverlayKind.Gnutella, OverlayKind.Napster], sources.Single(source => source.NodeId == FewNodes.Id(1)).FoundBy);
        Assert.Equal(1, sources.Single(source => source.NodeId == FewNodes.Id(1)).Hops);
    }

    [Fact]
    public void A_way_that_fails_or_never_answers_holds_nothing_back()
    {
        var search = Start();
        service.Noted(new SearchFinished(search, OverlayKind.Napster, false, "The index server could not be reached.", 0, 0, 3));
        Found(search, OverlayKind.Gnutella, 2, 40, 1);
        Assert.Single(service.Results(search, null, null, new PageRequest(null))!.Items);
        Assert.Equal(SearchState.Running, service.Find(search)!.State);
        time.Advance(TimeSpan.FromMinutes(3));
        var view = service.Find(search)!;
        Assert.Equal(SearchState.Completed, view.State);
        Assert.Equal([SearchOverlayState.Failed, SearchOverlayState.TimedOut], view.Overlays.Select(overlay => overlay.State));
    }

    [Fact]
    public void The_way_its_reason_its_cost_and_a_wider_search_are_shown()
    {
        var search = Start(new GnutellaWish(SearchWay.Ring, 3));
        Assert.Equal(new GnutellaWish(SearchWay.Ring, 3), gnutella.Wished);
        service.Noted(new WayChosen(search, SearchWay.Ring, 3, "You chose it."));
        service.Noted(new SearchCost(search, 3, 6, 120, 180, 14, 900));
        service.Noted(new WideningOffered(search, SearchWay.Flood, 4, 700, 1_200, 450, "2 hits of 150."));
        var overlay = service.Find(search)!.Overlays.Single(way => way.Name == OverlayKind.Gnutella);
        Assert.Equal(new SearchTravel(SearchWay.Ring, 3, "You chose it.", 6, 120, 180), overlay.Travel);
        Assert.Equal(new SearchWidening(SearchWay.Flood, 4, 700, 1_200, 450, "2 hits of 150."), overlay.Widening);
        Assert.Equal((14, 900L), (overlay.Messages, overlay.Bytes));
    }

    [Fact]
    public void While_only_late_answers_are_awaited_it_says_so_with_what_there_is()
    {
        var search = Start();
        service.Noted(new WayChosen(search, SearchWay.Flood, 3, "You chose it."));
        service.Noted(new SearchAwaitsLate(search, OverlayKind.Gnutella));
        Assert.Equal((true, "no result yet; waiting for late answers"), Late());
        Found(search, OverlayKind.Gnutella, 2, 40, 1);
        Assert.Equal((true, "1 result; waiting for late answers"), Late());
        Assert.False(service.Find(search)!.Overlays.Single(way => way.Name == OverlayKind.Napster).AwaitsLate);
        service.Noted(new SearchFinished(search, OverlayKind.Gnutella, true, null, 2, 300, 2_000));
        Assert.Equal((false, "first answer after 40 ms, done after 2.0 s"), Late());

        (bool, string) Late() => service.Find(search)!.Overlays.Single(way => way.Name == OverlayKind.Gnutella) is var way ? (way.AwaitsLate, way.Reason) : default;
    }

    [Fact]
    public void What_the_time_was_up_for_is_not_said_to_be_without_an_answer()
    {
        var search = Start();
        Found(search, OverlayKind.Gnutella, 2, 40, 1);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["no answer in time", "the time was up; there may be more"], service.Find(search)!.Overlays.Select(way => way.Reason));
    }

    [Fact]
    public void A_way_that_is_off_is_not_asked_and_cannot_be_chosen()
    {
        gnutella.IsEnabled = false;
        Assert.Equal([OverlayKind.Napster], service.Find(Start())!.Overlays.Select(overlay => overlay.Name));
        Assert.Equal("overlay-off", service.Start(new SearchStart("song", [OverlayKind.Gnutella])).Refusal!.Code);
        napster.IsEnabled = false;
        Assert.Equal("no-overlay", service.Start(new SearchStart("song")).Refusal!.Code);
    }

    [Fact]
    public void Only_the_chosen_way_is_asked()
    {
        service.Start(new SearchStart("song", [OverlayKind.Gnutella]));
        Assert.Equal((0, 1), (napster.Searches, gnutella.Searches));
    }

    private Guid Start(GnutellaWish? wish = null) => service.Start(new SearchStart("song") { Gnutella = wish }).Value!.Id;

    private void Found(Guid search, OverlayKind overlay, int hops, long ms, params byte[] sources) =>
        service.Noted(new HitsFound(search, overlay, [new Hit(Song, ["song.ogg"], [.. sources.Select(source => new HitSource(FewNodes.Id(source), true))], sources.Length)], hops, ms));

    private sealed class Way(OverlayKind kind) : ISearchWay
    {
        public OverlayKind Kind => kind;

        public bool IsEnabled { get; set; } = true;

        public int Searches { get; private set; }

        public GnutellaWish? Wished { get; private set; }

        public void Search(Guid searchId, Query query, int contentsMax) => Searches++;

        public void Search(Guid searchId, Query query, int contentsMax, GnutellaWish? wish)
        {
            Wished = wish;
            Searches++;
        }

        public void Cancel(Guid searchId)
        {
        }

        public void Suggest(Guid requestId, string text)
        {
        }
    }
}
