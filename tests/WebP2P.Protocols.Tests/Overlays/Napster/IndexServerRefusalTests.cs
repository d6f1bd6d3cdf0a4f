using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerRefusalTests
{
    private readonly IndexServer server = new(new IndexServerOptions { NodesMax = 1, QuestionsPerSecond = 1, QuestionsBurst = 3 });
    private readonly Bench bench;

    public IndexServerRefusalTests() => bench = new Bench(server);

    [Fact]
    public void Every_refusal_is_counted_by_message_and_reason_with_who_and_when()
    {
        bench.Link(1);
        bench.Link(2);
        bench.Receive(1, new Register(7, 0));
        bench.NowMs = 1_000;
        bench.Receive(2, new Register(7, 0));
        bench.NowMs = 2_000;
        bench.Receive(2, Batch(7, 0, Added("a.txt", 1)));
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Equal(
            [
                new IndexRefusal(nameof(RegisterBatch), DropReason.NotAllowedInState, 2, NodeOf(1), Wall + 2_000),
                new IndexRefusal(nameof(Register), DropReason.LimitReached, 1, NodeOf(2), Wall + 1_000) { LastSentence = "The index server is full." },
            ],
            server.Refusals);
        Assert.Equal(3, bench.Dropped().Count);
    }

    [Fact]
    public void A_question_asked_too_fast_is_counted_with_the_sentence_that_was_told()
    {
        bench.Link(1);
        for (var asked = 0; asked < 5; asked++) bench.Receive(1, new IndexSearch("potter", 10));
        var refusal = Assert.Single(server.Refusals);
        Assert.Equal((nameof(IndexSearch), DropReason.RateExceeded, 2L), (refusal.Message, refusal.Reason, refusal.Count));
        Assert.Equal("The index server answers 1 questions a second.", refusal.LastSentence);
    }

    [Fact]
    public void A_query_that_cannot_be_read_counts_and_is_not_dropped()
    {
        bench.Link(1);
        bench.Receive(1, new IndexSearch("\"open", 10));
        Assert.Empty(bench.Dropped());
        var refusal = Assert.Single(server.Refusals);
        Assert.Equal((nameof(IndexSearch), DropReason.Malformed), (refusal.Message, refusal.Reason));
        Assert.Equal(Assert.Single(bench.Sent<IndexHits>()).Message.Refusal, refusal.LastSentence);
    }

    [Fact]
    public void A_batch_that_the_store_could_not_commit_counts_with_its_reason()
    {
        bench.Link(1);
        bench.Receive(1, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new AnswerFailed("The disk is full."));
        Assert.Equal([new IndexRefusal(nameof(RegisterBatch), DropReason.StoreFailed, 1, NodeOf(1), Wall) { LastSentence = "The disk is full." }], server.Refusals);
    }
}
