using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerRateTests
{
    private readonly IndexServer server = new(new IndexServerOptions { ChangesPerSecond = 100, ChangesBurst = 500, RowsPerSecond = 1_000, RowsBurst = 5_000 });
    private readonly Bench bench;
    private long at;

    public IndexServerRateTests() => bench = new Bench(server);

    [Fact]
    public void Who_registers_faster_than_allowed_waits_for_the_acknowledgement_and_it_is_counted()
    {
        Open(1);
        Commit(500);
        Assert.Single(bench.Sent<RegisterCommitted>());
        Assert.Empty(server.Refusals);
        Commit(300);
        Assert.Empty(bench.Sent<RegisterCommitted>());
        var (timer, delayMs) = bench.Woken()[^1];
        Assert.Equal(3_000, delayMs);
        bench.NowMs = 2_999;
        bench.Elapse(timer);
        Assert.Empty(bench.Sent<RegisterCommitted>());
        bench.NowMs = 3_000;
        bench.Elapse(timer);
        Assert.Equal(800, Assert.Single(bench.Sent<RegisterCommitted>()).Message.Version);
        var refusal = Assert.Single(server.Refusals);
        Assert.Equal((nameof(RegisterBatch), DropReason.RateExceeded, 1L, NodeOf(1)), (refusal.Message, refusal.Reason, refusal.Count, refusal.LastNode));
        Assert.Equal("Slowed to 100 files a second.", refusal.LastSentence);
        Assert.Empty(bench.Dropped());
    }

    [Fact]
    public void Over_a_minute_nobody_gets_more_than_the_rate_and_the_burst_and_what_may_be_on_the_way()
    {
        Open(1);
        var committed = 0;
        for (; bench.NowMs < 60_000; bench.NowMs += 10)
        {
            bench.Receive(1, Batch(7, at, Changes(50)));
            if (bench.Asked<CommitQuestion>() is [var (ticket, question)])
            {
                (at, committed) = (question.Batch.ToVersion, committed + 50);
                bench.Answer(ticket, new CommitAnswer(7, at, null, []));
            }
            foreach (var (timer, _) in bench.Woken()) bench.Elapse(timer);
            if (bench.Sent<RegisterRefused>().Count > 0) Open(1);
        }
        Assert.InRange(committed, 6_000, 60 * 100 + 500 + 4 * 50);
    }

    [Fact]
    public void Registering_anew_or_by_another_link_does_not_help()
    {
        Open(1);
        Commit(500);
        Commit(500);
        bench.Unlink(1);
        bench.Link(1);
        bench.Receive(1, new Register(7, 2_000));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(7, 1_000, 1_000));
        bench.Receive(1, new Register(7, 2_000));
        Assert.Empty(bench.Sent<RegisterResume>());
        Assert.Empty(bench.Asked<RegisteredQuestion>());
        bench.NowMs = 5_000;
        bench.Elapse(bench.Woken()[^1].Timer);
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(7, 1_000, 1_000));
        Assert.Equal(1_000, Assert.Single(bench.Sent<RegisterResume>()).Message.CommittedVersion);
    }

    [Fact]
    public void Others_do_not_wait_for_one_who_is_too_fast()
    {
        Open(1);
        Commit(500);
        Commit(500);
        bench.Sent<RegisterCommitted>();
        at = 0;
        Open(2);
        bench.Receive(2, Batch(7, 0, Added("a", 1)));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 1, null, []));
        Assert.Equal(NodeOf(2), Assert.Single(bench.Sent<RegisterCommitted>()).Peer);
    }

    [Fact]
    public void An_honest_node_that_hashes_five_thousand_files_a_second_never_waits_with_the_usual_options()
    {
        var usual = new IndexServer(new IndexServerOptions());
        var table = new Bench(usual);
        table.Link(1);
        table.Receive(1, new Register(7, 1));
        table.Answer(Assert.Single(table.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        for (var number = 0; number < 300; number++, table.NowMs += 50)
        {
            table.Receive(1, Batch(7, number * 250, Changes(250)));
            table.Answer(Assert.Single(table.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, (number + 1) * 250, null, []));
            Assert.Single(table.Sent<RegisterCommitted>());
        }
        Assert.Empty(usual.Refusals);
    }

    [Fact]
    public void Questions_that_cost_too_much_are_refused_with_the_reason_until_the_debt_is_paid()
    {
        bench.Link(1);
        bench.Link(2);
        bench.Receive(1, new IndexSearch("expensive", 10));
        bench.Answer(Assert.Single(bench.Asked<FindQuestion>()).Ticket, new FindAnswer([], true) { RowsLookedAt = 7_000 });
        bench.Sent<IndexHits>();
        bench.Receive(1, new IndexSearch("cheap", 10));
        Assert.Equal([DropReason.CostExceeded], bench.Dropped());
        var told = Assert.Single(bench.Sent<IndexHits>()).Message.Refusal;
        Assert.Equal("The questions of this node made the index look at more than 1000 rows a second; ask again in 2000 ms.", told);
        Assert.Equal(new IndexRefusal(nameof(IndexSearch), DropReason.CostExceeded, 1, NodeOf(1), Wall) { LastSentence = told }, Assert.Single(server.Refusals));
        bench.Receive(2, new IndexSearch("cheap", 10));
        Assert.Single(bench.Asked<FindQuestion>());
        bench.NowMs = 2_000;
        bench.Receive(1, new IndexSearch("cheap", 10));
        Assert.Single(bench.Asked<FindQuestion>());
    }

    [Fact]
    public void Comparing_digests_costs_the_rows_that_are_read_for_it()
    {
        Open(1);
        bench.Receive(1, new RegisterDigests(7, 1, BucketDigests.Empty));
        bench.Answer(Assert.Single(bench.Asked<DigestsQuestion>()).Ticket, new DigestsAnswer(BucketDigests.Empty) { RowsLookedAt = 6_000 });
        Open(1);
        bench.Receive(1, new RegisterDigests(7, 1, BucketDigests.Empty));
        Assert.Equal([DropReason.CostExceeded], bench.Dropped());
        Assert.Equal("Digests were compared too often.", Assert.Single(bench.Sent<RegisterRefused>()).Message.Reason);
    }

    [Theory]
    [InlineData(100, 500, 100, 100, true)]
    [InlineData(99, 500, 100, 100, false)]
    [InlineData(100, 499, 100, 100, false)]
    [InlineData(100, 500, 99, 100, false)]
    [InlineData(100, 500, 100, 99, false)]
    [InlineData(1_000_001, 500, 100, 100, false)]
    public void Limits_have_their_ranges(int changes, int changesBurst, int rows, int rowsBurst, bool isFine)
    {
        var options = new IndexServerOptions { ChangesPerSecond = changes, ChangesBurst = changesBurst, RowsPerSecond = rows, RowsBurst = rowsBurst };
        Assert.Equal(isFine, options.Problem() is null);
    }

    private static FileChange[] Changes(int count) => [.. Enumerable.Range(0, count).Select(number => Added($"{number}.txt", number))];

    private void Open(int node)
    {
        bench.Link(node);
        bench.Receive(node, new Register(7, 100));
        foreach (var (ticket, _) in bench.Asked<RegisteredQuestion>()) bench.Answer(ticket, new RegisteredAnswer(7, at, 0));
        bench.Sent<RegisterResume>();
    }

    private void Commit(int changes)
    {
        bench.Receive(1, Batch(7, at, Changes(changes)));
        at += changes;
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, at, null, []));
    }
}
