using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>Facets, near words and suggestions as the index server gives them.</summary>
public sealed class IndexServerWordsTests
{
    private readonly IndexServer server = new(new IndexServerOptions { SuggestionsPerSecond = 2, SuggestionsBurst = 3, QuestionsBurst = 1, QuestionsOpenMax = 2 });
    private readonly Bench bench;

    public IndexServerWordsTests()
    {
        bench = new Bench(server);
        bench.Link(1);
        bench.Link(2);
        bench.Receive(2, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        bench.Forget();
    }

    [Fact]
    public void The_last_frame_of_an_answer_tells_facets_and_near_words()
    {
        bench.Receive(1, new IndexSearch("hary", 10));
        var facets = new Facets([new("audio", 30)], [], []);
        var hits = Enumerable.Range(0, 15).Select(number => new Hit(ContentOf(number), ["hary"], [new HitSource(NodeOf(2), true)], 1));
        bench.Answer(Assert.Single(bench.Asked<FindQuestion>()).Ticket, new FindAnswer([.. hits], true) { Facets = facets, NearestWords = ["harry"] });
        var sent = bench.Sent<IndexHits>();
        Assert.Equal([Facets.None, facets], sent.Select(part => part.Message.Facets));
        Assert.Equal([0, 1], sent.Select(part => part.Message.NearestWords.Count));
    }

    [Fact]
    public void A_beginning_is_asked_of_the_store_for_what_the_asker_may_see()
    {
        var id = bench.Receive(1, new IndexSuggest("har", 500));
        var (ticket, question) = Assert.Single(bench.Asked<SuggestQuestion>());
        Assert.Equal(("har", 10), (question.Text, question.WordsMax));
        Assert.Equal((false, true), (question.Presence.Contains(NodeOf(1)), question.Presence.Contains(NodeOf(2))));
        bench.Answer(ticket, new SuggestAnswer(["harry"]));
        var (peer, answered, found) = Assert.Single(bench.Sent<IndexSuggestions>());
        Assert.Equal((NodeOf(1), id), (peer, answered));
        Assert.Equal(["harry"], found.Words);
        Assert.Null(found.Refusal);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("h", 10)]
    [InlineData("Har", 10)]
    [InlineData("a b", 10)]
    [InlineData("har' OR 1=1 --", 10)]
    [InlineData("har", 0)]
    public void What_is_no_beginning_of_a_token_is_dropped(string beginning, int wordsMax)
    {
        bench.Receive(1, new IndexSuggest(beginning, wordsMax));
        Assert.Equal([DropReason.Malformed], bench.Dropped());
        Assert.Empty(bench.Asked<SuggestQuestion>());
    }

    [Fact]
    public void Typing_too_fast_is_refused_with_a_reason_counted_and_uses_up_no_questions()
    {
        for (var number = 0; number < 4; number++)
        {
            bench.Receive(1, new IndexSuggest("har", 10));
            foreach (var (ticket, _) in bench.Asked<SuggestQuestion>()) bench.Answer(ticket, new SuggestAnswer([]));
        }
        Assert.Equal("The index server suggests 2 times a second.", bench.Sent<IndexSuggestions>()[^1].Message.Refusal);
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        Assert.Equal((nameof(IndexSuggest), DropReason.RateExceeded, 1L), server.Refusals.Select(row => (row.Message, row.Reason, row.Count)).Single());
        bench.Receive(1, new IndexSearch("harry", 10));
        Assert.Single(bench.Asked<FindQuestion>());
        bench.NowMs = 500;
        bench.Receive(1, new IndexSuggest("har", 10));
        Assert.Single(bench.Asked<SuggestQuestion>());
    }

    [Fact]
    public void Beginnings_that_the_store_has_not_answered_are_limited_like_questions()
    {
        for (var number = 0; number < 3; number++) bench.Receive(1, new IndexSuggest("har", 10));
        Assert.Equal([DropReason.LimitReached], bench.Dropped());
        Assert.Equal(2, bench.Asked<SuggestQuestion>().Count);
        Assert.Contains("waiting", Assert.Single(bench.Sent<IndexSuggestions>()).Message.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_failed_is_told_and_one_who_left_is_not()
    {
        bench.Receive(1, new IndexSuggest("har", 10));
        bench.Answer(Assert.Single(bench.Asked<SuggestQuestion>()).Ticket, new AnswerFailed("broken"));
        Assert.Equal("The index could not answer.", Assert.Single(bench.Sent<IndexSuggestions>()).Message.Refusal);
        bench.Receive(1, new IndexSuggest("har", 10));
        bench.Unlink(1);
        bench.Answer(Assert.Single(bench.Asked<SuggestQuestion>()).Ticket, new SuggestAnswer(["harry"]));
        Assert.Empty(bench.Sent<IndexSuggestions>());
    }
}
