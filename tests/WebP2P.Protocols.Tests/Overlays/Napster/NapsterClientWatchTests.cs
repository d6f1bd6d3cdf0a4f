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
    public void At_most_a_thousand_contents_are_watched()
    {
        bench.Link(9);
        bench.Request(new WatchRequest([.. Enumerable.Range(0, 1_001).Select(number => ContentOf(number))]));
        Assert.Equal(1_000, bench.Sent<IndexWatch>().Sum(sent => sent.Message.Contents.Count));
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
}
