using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>The store of an index server lost everything.</summary>
public sealed class IndexServerRebuildTests
{
    private const string Reason = "index.db was damaged.";

    private readonly IndexServer server = new(new IndexServerOptions());
    private readonly Bench bench;

    public IndexServerRebuildTests() => bench = new Bench(server);

    [Fact]
    public void Every_registered_node_is_told_to_register_again_and_stays_online()
    {
        Register(1, version: 100);
        Register(2, version: 100);
        bench.Link(3);
        bench.Request(new IndexBeganAnew(Reason));
        var refused = bench.Sent<RegisterRefused>();
        Assert.Equal(new[] { NodeOf(1), NodeOf(2) }.Order(), refused.Select(sent => sent.Peer));
        Assert.All(refused, sent => Assert.Equal(new RegisterRefused(7, Reason), sent.Message));
        Assert.Equal(2, server.OnlineNodes);
        Register(1, version: 100);
    }

    [Fact]
    public void A_commit_that_was_on_its_way_is_not_acknowledged()
    {
        Register(1, version: 100);
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        bench.Request(new IndexBeganAnew(Reason));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 1, null, [], 1));
        Assert.Empty(bench.Sent<RegisterCommitted>());
    }

    [Fact]
    public void It_is_noted_when_all_who_are_here_have_registered_again()
    {
        Register(1, version: 1);
        Register(2, version: 0);
        bench.Request(new IndexBeganAnew(Reason));
        Register(2, version: 0);
        Assert.Empty(LooksAfter(IndexRebuild.LookEveryMs));
        Register(1, version: 1);
        bench.Receive(1, Batch(7, 0, Added("a.txt", 1)));
        Assert.Empty(LooksAfter(IndexRebuild.LookEveryMs));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 1, null, [], 1));
        Assert.Equal([new IndexRebuilt(2)], LooksAfter(IndexRebuild.LookEveryMs));
    }

    [Fact]
    public void A_node_that_takes_too_long_is_no_longer_waited_for()
    {
        Register(1, version: 1);
        bench.Request(new IndexBeganAnew(Reason));
        Assert.Empty(LooksAfter(IndexRebuild.LookEveryMs));
        Assert.Equal([new IndexRebuilt(1)], LooksAfter(IndexRebuild.LongestMs));
    }

    [Fact]
    public void With_nobody_linked_it_waits_as_long_as_nodes_may_take_to_dial()
    {
        bench.Request(new IndexBeganAnew(Reason));
        Assert.Equal(IndexRebuild.WaitMs, bench.Woken()[^1].DelayMs);
    }

    [Fact]
    public void A_registration_beyond_the_rate_is_refused_with_a_reason_and_not_only_dropped()
    {
        bench.Link(1);
        var options = new IndexServerOptions();
        for (var question = 0; question <= options.QuestionsBurst; question++) bench.Receive(1, new Register(7, 100));
        Assert.Contains("10 questions a second", Assert.Single(bench.Sent<RegisterRefused>()).Message.Reason, StringComparison.Ordinal);
    }

    /// <summary>What is noted by the look that is due next, so many ms later.</summary>
    private List<IndexRebuilt> LooksAfter(long delayMs)
    {
        var timer = bench.Woken()[^1].Timer;
        bench.NowMs += delayMs;
        bench.Elapse(timer);
        return bench.Noted<IndexRebuilt>();
    }

    /// <summary>The index says that it holds nothing.</summary>
    private void Register(int node, long version)
    {
        if (server.LinkedPeers < node) bench.Link(node);
        bench.Receive(node, new Register(7, version));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        Assert.Equal((NodeOf(node), 0L), Assert.Single(bench.Sent<RegisterResume>().Select(sent => (sent.Peer, sent.Message.CommittedVersion))));
    }
}
