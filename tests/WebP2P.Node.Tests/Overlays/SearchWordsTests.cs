using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Overlays;

/// <summary>What a search tells besides its results, and what is suggested to somebody who types.</summary>
public sealed class SearchWordsTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(Wall));
    private readonly SearchService service;

    public SearchWordsTests() => service = new SearchService(new NodeFeed(time), new NobodysDirectory(), new NobodysPeers(), new NothingLocal(), time);

    [Fact]
    public void Facets_of_several_overlays_are_put_together_by_the_larger_count()
    {
        var search = Start("song", new Typist(OverlayKind.Napster), new Typist(OverlayKind.Kazaa));
        Finish(search, OverlayKind.Napster, new Facets([new("audio", 5), new("text", 2)], [], [new("1MiB..10MiB", 5)]));
        Finish(search, OverlayKind.Kazaa, new Facets([new("text", 9), new("audio", 4)], [new("mp3", 4)], []));
        var facets = service.Find(search)!.Facets;
        Assert.Equal([new FacetCount("text", 9), new FacetCount("audio", 5)], facets.Kinds);
        Assert.Equal([new FacetCount("mp3", 4)], facets.Extensions);
        Assert.Equal([new FacetCount("1MiB..10MiB", 5)], facets.Sizes);
    }

    [Fact]
    public void Near_words_of_all_overlays_become_questions_to_ask_instead()
    {
        var search = Start("hary potter", new Typist(OverlayKind.Napster), new Typist(OverlayKind.Kazaa));
        service.Noted(new SearchFinished(search, OverlayKind.Napster, true, null, 2, 100, 5) { NearestWords = ["harry"] });
        service.Noted(new SearchFinished(search, OverlayKind.Kazaa, true, null, 2, 100, 5) { NearestWords = ["harry", "mary"] });
        var view = service.Find(search)!;
        Assert.Equal(["harry", "mary"], view.NearestWords);
        Assert.Equal(["harry potter", "mary potter"], view.DidYouMean);
    }

    [Fact]
    public void With_results_nothing_else_is_offered()
    {
        var search = Start("hary", new Typist(OverlayKind.Napster), new Typist(OverlayKind.Kazaa));
        service.Noted(new SearchFinished(search, OverlayKind.Napster, true, null, 2, 100, 5) { NearestWords = ["harry"] });
        service.Noted(new HitsFound(search, OverlayKind.Kazaa, [new Hit(ContentOf(1), ["hary.txt"], [new HitSource(NodeOf(2), true)], 1)], 1, 5));
        Assert.Empty(service.Find(search)!.NearestWords);
        Assert.Empty(service.Find(search)!.DidYouMean);
    }

    [Fact]
    public void An_answer_that_was_cut_says_so_and_an_unfinished_one_says_neither()
    {
        var search = Start("song", new Typist(OverlayKind.Napster), new Typist(OverlayKind.Kazaa));
        service.Noted(new HitsFound(search, OverlayKind.Napster, [new Hit(ContentOf(1), ["song.txt"], [new HitSource(NodeOf(2), true)], 1)], 1, 5));
        service.Noted(new SearchFinished(search, OverlayKind.Napster, false, null, 2, 100, 5));
        var overlays = service.Find(search)!.Overlays;
        Assert.Equal([false, null], overlays.Select(overlay => overlay.Complete));
        Assert.Equal("answered in 5 ms; there is more than the best 1 that are shown", overlays[0].Reason);
    }

    [Fact]
    public void A_result_tells_its_points_one_reason_at_a_time_and_they_are_those_it_is_sorted_by()
    {
        var search = Start("harry potter", new Typist(OverlayKind.Napster));
        var hit = new Hit(ContentOf(1), ["harry potter.txt"], [new HitSource(NodeOf(2), true)], 1) { ModifiedUnixMs = Wall - 1_000 };
        service.Noted(new HitsFound(search, OverlayKind.Napster, [hit], 1, 5));
        var score = service.Score(search, ContentOf(1))!;
        var result = Assert.Single(service.Results(search, null, null, new PageRequest(null))!.Items);
        Assert.Equal((result.Score, score.Reasons.Sum(reason => reason.Points)), (score.Total, score.Total));
        Assert.Equal(result.ScoreReasons, score.Reasons.Select(reason => reason.Text));
        Assert.Equal(Ranking.Rank(Query("harry potter"), hit.Names, hit.Content, new Standing(1, Wall - 1_000, Wall)).Total, score.Total);
        Assert.Null(service.Score(search, ContentOf(2)));
        Assert.Null(service.Score(Guid.NewGuid(), ContentOf(1)));
    }

    [Fact]
    public async Task Suggestions_of_several_overlays_are_put_together_best_first()
    {
        var (one, other) = (new Typist(OverlayKind.Napster), new Typist(OverlayKind.Kazaa));
        Start("song", one, other);
        var asked = service.SuggestAsync("harry po", CancellationToken.None);
        service.Noted(new SuggestionsFound(one.Asked.Single(), ["potter", "pottery"], null));
        service.Noted(new SuggestionsFound(other.Asked.Single(), ["pot", "potter"], null));
        var found = await asked.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["potter", "pot", "pottery"], found.Words);
        Assert.Null(found.Reason);
    }

    [Fact]
    public async Task When_no_overlay_can_tell_the_reason_is_told()
    {
        Assert.Contains("No overlay is on", (await service.SuggestAsync("harry", CancellationToken.None)).Reason, StringComparison.Ordinal);
        var way = new Typist(OverlayKind.Napster);
        Start("song", way);
        var asked = service.SuggestAsync("harry", CancellationToken.None);
        service.Noted(new SuggestionsFound(way.Asked.Single(), [], "The link is down."));
        Assert.Equal("The link is down.", (await asked.WaitAsync(TimeSpan.FromSeconds(60))).Reason);
    }

    [Fact]
    public async Task Nobody_is_asked_before_a_word_has_two_letters()
    {
        var way = new Typist(OverlayKind.Napster);
        Start("song", way);
        Assert.Empty((await service.SuggestAsync("h", CancellationToken.None)).Words);
        Assert.Empty(way.Asked);
    }

    [Fact]
    public async Task An_overlay_that_does_not_answer_is_waited_for_a_second_and_who_typed_on_does_not_wait()
    {
        var way = new Typist(OverlayKind.Napster);
        Start("song", way);
        var late = service.SuggestAsync("harry", CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("No answer came within 1 s.", (await late.WaitAsync(TimeSpan.FromSeconds(60))).Reason);
        using var typing = new CancellationTokenSource();
        var given = service.SuggestAsync("harry", typing.Token);
        await typing.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private Guid Start(string query, params IReadOnlyList<Typist> ways)
    {
        foreach (var way in ways) service.Add(way);
        return service.Start(new SearchStart(query)).Value!.Id;
    }

    private void Finish(Guid search, OverlayKind overlay, Facets facets) => service.Noted(new SearchFinished(search, overlay, true, null, 2, 100, 5) { Facets = facets });

    private sealed class Typist(OverlayKind kind) : ISearchWay
    {
        public OverlayKind Kind => kind;

        public List<Guid> Asked { get; } = [];

        public void Search(Guid searchId, Query query, int contentsMax)
        {
        }

        public void Cancel(Guid searchId)
        {
        }

        public void Suggest(Guid requestId, string text) => Asked.Add(requestId);
    }
}
