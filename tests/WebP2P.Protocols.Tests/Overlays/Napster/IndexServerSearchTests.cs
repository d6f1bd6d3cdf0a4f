using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerSearchTests
{
    private readonly IndexServer server = new(new IndexServerOptions { QuestionsOpenMax = 60 });
    private readonly Bench bench;

    public IndexServerSearchTests()
    {
        bench = new Bench(server);
        foreach (var node in Enumerable.Range(1, 3)) Register(node);
    }

    [Fact]
    public void The_store_is_asked_about_the_other_nodes_that_are_online()
    {
        bench.Link(4);
        bench.Receive(1, new IndexSearch("harry potter", 50));
        var question = Assert.Single(bench.Asked<FindQuestion>()).Question;
        Assert.Equal((Query("harry potter"), 50), (question.Query, question.ContentsMax));
        Assert.Equal(new[] { NodeOf(2), NodeOf(3) }, new[] { NodeOf(1), NodeOf(2), NodeOf(3) }.Where(question.Presence.Contains));
        Assert.Equal(1, server.Searches);
    }

    [Fact]
    public void An_answer_names_its_question_and_brings_the_records_of_its_sources()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2)));
        bench.Receive(3, new PeerRecordChanged(Record(3, expiresUnixMs: bench.WallUnixMs + 1)));
        bench.NowMs = 1;
        var (id, ticket) = Ask();
        bench.Answer(ticket, new FindAnswer([Hit(1, 2, 3), Hit(2, 2)], true));
        var (peer, answered, hits) = Assert.Single(bench.Sent<IndexHits>());
        Assert.Equal((NodeOf(1), id), (peer, answered));
        Assert.Equal([Record(2)], hits.Peers);
        Assert.Equal((2, true, true, null), (hits.Hits.Count, hits.Last, hits.Complete, hits.Refusal));
    }

    [Fact]
    public void Sources_that_left_while_the_store_was_asked_are_not_told()
    {
        var (_, ticket) = Ask();
        bench.Unlink(2);
        bench.Answer(ticket, new FindAnswer([Hit(1, 2, 3), Hit(2, 2)], true));
        var hit = Assert.Single(Assert.Single(bench.Sent<IndexHits>()).Message.Hits);
        Assert.Equal((ContentOf(1), 1), (hit.Content, hit.SourceCount));
        Assert.Equal([new HitSource(NodeOf(3), true)], hit.Sources);
    }

    [Fact]
    public void Nobody_is_told_of_himself()
    {
        var (_, ticket) = Ask();
        bench.Answer(ticket, new FindAnswer([Hit(1, 1, 2), Hit(2, 1)], true));
        Assert.DoesNotContain(NodeOf(1), Assert.Single(bench.Sent<IndexHits>()).Message.Hits.SelectMany(hit => hit.Sources).Select(source => source.Node));
    }

    [Fact]
    public void An_asker_that_left_gets_nothing_even_when_it_is_back()
    {
        var (_, ticket) = Ask();
        bench.Unlink(1);
        bench.Link(1);
        bench.Answer(ticket, new FindAnswer([Hit(1, 2)], true));
        Assert.Empty(bench.Sent<IndexHits>());
    }

    [Fact]
    public void Many_hits_travel_in_parts_of_ten_of_which_the_last_says_so()
    {
        var (_, ticket) = Ask();
        bench.Answer(ticket, new FindAnswer([.. Enumerable.Range(0, 25).Select(number => Hit(number, 2))], false));
        var parts = bench.Sent<IndexHits>().Select(sent => sent.Message).ToList();
        Assert.Equal([10, 10, 5], parts.Select(part => part.Hits.Count));
        Assert.Equal([false, false, true], parts.Select(part => part.Last));
        Assert.False(parts[^1].Complete);
    }

    [Fact]
    public void A_text_that_is_no_query_is_refused_with_the_parsers_sentence()
    {
        var id = bench.Receive(1, new IndexSearch("\"harry", 50));
        var (_, answered, hits) = Assert.Single(bench.Sent<IndexHits>());
        Assert.Equal(id, answered);
        Assert.StartsWith("At character ", hits.Refusal, StringComparison.Ordinal);
        Assert.True(hits.Last);
        Assert.Empty(bench.Asked<FindQuestion>());
    }

    [Fact]
    public void More_contents_than_two_hundred_are_never_asked_of_the_store()
    {
        bench.Receive(1, new IndexSearch("a", int.MaxValue));
        Assert.Equal(200, Assert.Single(bench.Asked<FindQuestion>()).Question.ContentsMax);
        bench.Receive(1, new IndexSearch("a", 0));
        bench.Receive(1, new IndexSearch("a", -1));
        Assert.Equal([DropReason.Malformed, DropReason.Malformed], bench.Dropped());
    }

    [Fact]
    public void After_a_burst_of_fifty_questions_ten_a_second_are_answered()
    {
        // One token went into the registration and has come back by now.
        bench.NowMs = 1_000;
        for (var question = 0; question < 51; question++) bench.Receive(1, new IndexSearch("a", 1));
        Assert.Equal(50, bench.Asked<FindQuestion>().Count);
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        Assert.Equal("The index server answers 10 questions a second.", Assert.Single(bench.Sent<IndexHits>()).Message.Refusal);
        bench.Receive(2, new IndexSearch("a", 1));
        bench.NowMs = 1_100;
        bench.Receive(1, new IndexSearch("a", 1));
        Assert.Empty(bench.Dropped());
    }

    [Fact]
    public void Questions_that_wait_for_the_store_are_bounded_for_each_peer()
    {
        var bounded = new Bench(new IndexServer(new IndexServerOptions { QuestionsOpenMax = 2 }));
        bounded.Link(1);
        for (var question = 0; question < 3; question++) bounded.Receive(1, new IndexSearch("a", 1));
        Assert.Equal([DropReason.LimitReached], bounded.Dropped());
        var asked = bounded.Asked<FindQuestion>();
        Assert.Equal(2, asked.Count);
        bounded.Answer(asked[0].Ticket, new AnswerFailed("busy"));
        bounded.Receive(1, new IndexSearch("a", 1));
        Assert.Empty(bounded.Dropped());
    }

    [Fact]
    public void A_store_that_fails_is_told_as_a_refusal()
    {
        var (_, ticket) = Ask();
        bench.Answer(ticket, new AnswerFailed("The disk is gone."));
        Assert.Equal("The index could not answer: The disk is gone.", Assert.Single(bench.Sent<IndexHits>()).Message.Refusal);
    }

    [Fact]
    public void A_long_reason_is_shortened_to_what_may_travel()
    {
        var (_, ticket) = Ask();
        bench.Answer(ticket, new AnswerFailed(new string('\u20ac', 2_000)));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Assert.Single(bench.Sent<IndexHits>()).Message.Refusal!), 1, 512);
    }

    [Fact]
    public void An_answer_without_a_question_does_nothing()
    {
        bench.Forget();
        bench.Answer(new Ticket(12_345), new FindAnswer([Hit(1, 2)], true));
        bench.Do((_, turn) => Assert.Empty(turn.Actions));
    }

    [Fact]
    public void Messages_of_the_server_side_are_dropped()
    {
        bench.Receive(1, new IndexHits([], [], true, true, null));
        bench.Receive(1, new RegisterCommitted(7, 1));
        Assert.Equal([DropReason.Unexpected, DropReason.Unexpected], bench.Dropped());
    }

    private static Hit Hit(int content, params IReadOnlyList<int> sources) =>
        new(ContentOf(content), ["name"], [.. sources.Select(source => new HitSource(NodeOf(source), true))], sources.Count);

    private void Register(int node)
    {
        bench.Link(node);
        bench.Receive(node, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
    }

    private (MessageId Id, Ticket Ticket) Ask()
    {
        var id = bench.Receive(1, new IndexSearch("name", 100));
        return (id, Assert.Single(bench.Asked<FindQuestion>()).Ticket);
    }
}
