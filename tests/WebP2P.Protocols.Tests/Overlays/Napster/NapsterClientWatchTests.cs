using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientWatchTests
{
    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions()));

    public NapsterClientWatchTests() => bench.Request(new UseIndexServer(null, NodeOf(9)));

    [Fact]
    public void What_is_watched_is_asked_for_at_once_in_parts_of_a_hundred()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([.. Enumerable.Range(0, 250).Select(number => ContentOf(number))]));
        Assert.Equal([100, 100, 50], bench.Sent<IndexWatch>().Select(sent => sent.Message.Contents.Count));
        Assert.Equal([100, 100, 50], bench.Sent<IndexSources>().Select(sent => sent.Message.Contents.Count));
    }

    [Fact]
    public void After_a_new_link_everything_is_watched_again()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([ContentOf(1), ContentOf(2)]));
        bench.Request(new UnwatchRequest([ContentOf(1)]));
        bench.Unlink(9);
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs >= 0).Timer);
        bench.Sent<IndexWatch>();
        bench.Link(9);
        Assert.Equal([ContentOf(2)], Assert.Single(bench.Sent<IndexWatch>()).Message.Contents);
    }

    [Fact]
    public void Sources_of_a_watched_content_are_told_without_the_own_node()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([ContentOf(1)]));
        bench.Receive(9, new IndexSourcesFound(ContentOf(1), [new HitSource(NodeOf(1), true), new HitSource(NodeOf(2), false)], [Record(2), Record(1)]));
        Assert.Equal([new HitSource(NodeOf(2), false)], Assert.Single(bench.Noted<SourcesFound>()).Sources);
        Assert.Equal([Record(2)], Assert.Single(bench.Noted<PeersLearned>()).Peers);
    }

    [Fact]
    public void Sources_of_what_is_not_watched_are_dropped()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([ContentOf(1)]));
        bench.Request(new UnwatchRequest([ContentOf(1)]));
        Assert.Equal([ContentOf(1)], Assert.Single(bench.Sent<IndexUnwatch>()).Message.Contents);
        bench.Receive(9, new IndexSourcesFound(ContentOf(1), [new HitSource(NodeOf(2), true)], []));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void Ten_thousand_contents_are_told_a_thousand_at_once_and_then_a_hundred_each_second()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([.. Enumerable.Range(0, 10_001).Select(number => ContentOf(number))]));
        bench.Request(new UnwatchRequest([ContentOf(9_999)]));
        var watched = Watched();
        Assert.Equal(1_000, watched.Count);
        for (var second = 0; second < 90; second++)
        {
            bench.NowMs += 1_000;
            bench.Elapse(NapsterTimers.Watching);
            var more = Watched();
            Assert.InRange(more.Count, 99, 100);
            watched.AddRange(more);
        }
        Assert.Equal(Enumerable.Range(0, 9_999).Select(number => ContentOf(number)), watched);
        bench.NowMs += 60_000;
        bench.Elapse(NapsterTimers.Watching);
        Assert.Empty(Watched());
    }

    [Fact]
    public void What_was_not_told_yet_when_the_link_ended_is_told_on_the_next_and_once()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([.. Enumerable.Range(0, 1_100).Select(number => ContentOf(number))]));
        Assert.Equal(1_000, Watched().Count);
        bench.Unlink(9);
        bench.NowMs += 60_000;
        bench.Elapse(NapsterTimers.Redial);
        bench.Link(9);
        Assert.Equal(1_000, Watched().Count);
        bench.NowMs += 1_000;
        bench.Elapse(NapsterTimers.Watching);
        Assert.Equal(100, Watched().Count);
    }

    [Fact]
    public void Nodes_are_looked_up_and_what_was_not_asked_is_not_learned()
    {
        bench.Request(new PeersRequest([NodeOf(2), NodeOf(3), NodeOf(1)]));
        bench.Link(9);
        var (_, id, message) = Assert.Single(bench.Sent<IndexPeers>());
        Assert.Equal([NodeOf(2), NodeOf(3)], message.Nodes);
        bench.Receive(9, id, new IndexPeersFound([Record(2), Record(4)]));
        Assert.Equal([Record(2)], Assert.Single(bench.Noted<PeersLearned>()).Peers);
        bench.Receive(9, new IndexPeersFound([Record(3)]));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void Nodes_that_can_do_something_are_asked_for_when_there_is_a_link_and_only_such_are_learned()
    {
        bench.Request(new PeersWithRequest("napster/1"));
        Assert.Empty(bench.Sent<IndexPeers>());
        bench.Link(9);
        var (_, id, message) = Assert.Single(bench.Sent<IndexPeers>());
        Assert.Equal(("napster/1", 0), (message.Capability, message.Nodes.Count));
        var other = Record(3);
        bench.Receive(9, id, new IndexPeersFound([Record(2), other with { Value = other.Value with { Capabilities = ["gnutella/1"] } }, Record(1)]));
        Assert.Equal([Record(2)], Assert.Single(bench.Noted<PeersLearned>()).Peers);
        bench.Receive(9, id, new IndexPeersFound([Record(4)]));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void More_drawn_nodes_than_were_asked_for_are_no_answer()
    {
        bench.Link(9);
        bench.Request(new PeersWithRequest("napster/1"));
        var id = Assert.Single(bench.Sent<IndexPeers>()).Id;
        bench.Receive(9, id, new IndexPeersFound([.. Enumerable.Range(10, IndexPeers.DrawnMax + 1).Select(node => Record(node))]));
        Assert.Equal([DropReason.TooLarge], bench.Dropped());
        Assert.Empty(bench.Noted<PeersLearned>());
    }

    /// <summary>What the server was told to watch; it was asked for the same.</summary>
    private List<ContentId> Watched()
    {
        var watched = bench.Sent<IndexWatch>().SelectMany(sent => sent.Message.Contents).ToList();
        Assert.Equal(watched, bench.Sent<IndexSources>().SelectMany(sent => sent.Message.Contents));
        return watched;
    }
}
