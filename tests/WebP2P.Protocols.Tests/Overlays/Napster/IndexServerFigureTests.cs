using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerFigureTests
{
    private readonly IndexServer server = new(new IndexServerOptions());
    private readonly Bench bench;

    public IndexServerFigureTests()
    {
        bench = new Bench(server) { NowMs = 600_000 };
        bench.Link(1);
        bench.Link(2);
        bench.Receive(1, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
    }

    [Fact]
    public void Queries_count_in_the_second_in_which_they_were_answered_and_capped_answers_by_themselves()
    {
        Search(new FindAnswer([], true));
        bench.NowMs += 2_000;
        Search(new FindAnswer([], false));
        Search(new FindAnswer([], true));
        var figures = server.Figures(bench.NowMs);
        Assert.Equal((3, 1, 2), (figures.Searches, figures.AnswersCapped, figures.LinkedPeers));
        Assert.Equal([1L, 0L, 2L], figures.QueriesBySecond.TakeLast(3));
        Assert.Equal([NodeOf(1)], figures.Online);
        Assert.Equal(0, server.Figures(bench.NowMs + 60_000).QueriesBySecond.Sum());
    }

    [Fact]
    public void Names_count_when_they_are_committed_and_not_when_the_store_refuses()
    {
        bench.Receive(1, Batch(7, 0, [.. Enumerable.Range(0, 100).Select(number => Added($"{number}.txt", number))]));
        bench.Receive(1, Batch(7, 100, Added("last.txt", 1)));
        var asked = bench.Asked<CommitQuestion>();
        bench.Answer(asked[0].Ticket, new CommitAnswer(7, 100, null, [], 100));
        bench.Answer(asked[1].Ticket, new CommitAnswer(7, 100, "No.", [], 100));
        Assert.Equal((100, 20), (server.Figures(bench.NowMs + 1_000).NamesCommitted, server.Figures(bench.NowMs + 1_000).NamesPerSecond));
        Assert.Equal(0, server.Figures(bench.NowMs + 10_000).NamesPerSecond);
    }

    private void Search(FindAnswer answer)
    {
        bench.Receive(2, new IndexSearch("a", 10));
        bench.Answer(Assert.Single(bench.Asked<FindQuestion>()).Ticket, answer);
    }
}
