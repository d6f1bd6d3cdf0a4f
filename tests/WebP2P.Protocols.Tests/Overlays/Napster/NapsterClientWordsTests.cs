using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>Facets, near words and suggestions as the client takes them from a stranger's index.</summary>
public sealed class NapsterClientWordsTests
{
    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions()));

    public NapsterClientWordsTests() => bench.Request(new UseIndexServer(null, NodeOf(9)));

    [Fact]
    public void The_end_of_a_search_tells_facets_and_near_words()
    {
        var finished = Finish("hary", new IndexHits([], [], true, true, null) { Facets = new Facets([new("audio", 2)], [new("mp3", 2)], [new("..100KiB", 2)]), NearestWords = ["harry"] });
        Assert.Equal(("audio", "mp3", "..100KiB"), (finished.Facets.Kinds[0].Value, finished.Facets.Extensions[0].Value, finished.Facets.Sizes[0].Value));
        Assert.Equal(["harry"], finished.NearestWords);
    }

    [Fact]
    public void Values_that_no_query_could_ask_for_are_left_out()
    {
        var facets = Finish("a", new IndexHits([], [], true, true, null)
        {
            Facets = new Facets([new("virus", 1), new("text", 0), new("audio", 3), new("audio", 9)], [new("mp3 -x", 1), new("", 1), new("ogg", 1)], [new("huge", 1), new("1..2", 1)]),
        }).Facets;
        Assert.Equal([new FacetCount("audio", 3)], facets.Kinds);
        Assert.Equal([new FacetCount("ogg", 1)], facets.Extensions);
        Assert.Equal([new FacetCount("1..2", 1)], facets.Sizes);
    }

    [Fact]
    public void Words_that_are_like_none_that_was_asked_for_are_left_out() =>
        Assert.Equal(["harry", "ha ry"], Finish("hary", new IndexHits([], [], true, true, null) { NearestWords = ["advertisement", "harry", "Harry", "ha ry", "-harr"] }).NearestWords);

    [Fact]
    public void Near_words_beside_hits_are_left_out()
    {
        var hit = new Hit(ContentOf(1), ["hary"], [new HitSource(NodeOf(2), true)], 1);
        Assert.Empty(Finish("hary", new IndexHits([hit], [], true, true, null) { NearestWords = ["harry"] }).NearestWords);
    }

    [Fact]
    public void Only_the_beginning_of_the_last_word_is_asked_for_suggestions()
    {
        var id = Suggest(1, "secret other Har");
        bench.Receive(9, id, new IndexSuggestions(["harry", "harrow"], null));
        var found = Assert.Single(bench.Noted<SuggestionsFound>());
        Assert.Equal((IdOf(1), null), (found.RequestId, found.Problem));
        Assert.Equal(["harry", "harrow"], found.Words);
        Assert.Equal([-1L], bench.Woken().Where(wake => wake.Timer.Kind == NapsterTimers.SuggestKind).Select(wake => wake.DelayMs).Skip(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("harry ")]
    [InlineData("ext:mp")]
    public void Without_a_beginning_nothing_is_asked_and_nothing_suggested(string text)
    {
        bench.Link(9);
        bench.Request(new SuggestRequest(IdOf(1), text));
        Assert.Empty(bench.Sent<IndexSuggest>());
        var found = Assert.Single(bench.Noted<SuggestionsFound>());
        Assert.Empty(found.Words);
        Assert.Null(found.Problem);
    }

    [Fact]
    public void Suggestions_that_do_not_begin_like_the_typed_word_are_dropped()
    {
        bench.Receive(9, Suggest(1, "har"), new IndexSuggestions(["harry", "potter", "har ry", "HARRY"], null));
        Assert.Equal(["harry"], Assert.Single(bench.Noted<SuggestionsFound>()).Words);
        Assert.Equal([DropReason.DoesNotMatch], bench.Dropped());
    }

    [Fact]
    public void Suggestions_that_nobody_asked_for_are_dropped()
    {
        bench.Link(9);
        bench.Receive(9, new IndexSuggestions(["harry"], null));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
        Assert.Empty(bench.Noted<SuggestionsFound>());
    }

    [Fact]
    public void Without_a_link_nothing_is_suggested_and_the_reason_told()
    {
        bench.Request(new SuggestRequest(IdOf(1), "harr"));
        Assert.Contains("Dialling", Assert.Single(bench.Noted<SuggestionsFound>()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_told_in_the_servers_words()
    {
        bench.Receive(9, Suggest(1, "har"), new IndexSuggestions([], "Too fast."));
        Assert.Equal("Too fast.", Assert.Single(bench.Noted<SuggestionsFound>()).Problem);
    }

    [Fact]
    public void Without_an_answer_within_a_second_or_a_link_the_request_ends()
    {
        Suggest(1, "har");
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs == 1_000).Timer);
        Assert.Contains("within 1 s", Assert.Single(bench.Noted<SuggestionsFound>()).Problem, StringComparison.Ordinal);
        Suggest(2, "har");
        bench.Unlink(9, "the line is down.");
        Assert.Contains("the line is down", Assert.Single(bench.Noted<SuggestionsFound>()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_more_than_eight_that_wait_the_oldest_is_given_up()
    {
        foreach (var number in Enumerable.Range(1, 9)) Suggest(number, "har");
        Assert.Equal([IdOf(1)], bench.Noted<SuggestionsFound>().Select(found => found.RequestId));
    }

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private SearchFinished Finish(string text, IndexHits last)
    {
        bench.Link(9);
        bench.Request(new SearchRequest(IdOf(1), Query(text), 10));
        bench.Receive(9, Assert.Single(bench.Sent<IndexSearch>()).Id, last);
        return Assert.Single(bench.Noted<SearchFinished>());
    }

    private MessageId Suggest(int number, string text)
    {
        bench.Link(9);
        bench.Request(new SuggestRequest(IdOf(number), text));
        var (_, id, suggest) = Assert.Single(bench.Sent<IndexSuggest>());
        Assert.Equal(new IndexSuggest("har", 10), suggest);
        return id;
    }
}
