using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerRecordTests
{
    private readonly Bench bench = new(new IndexServer(new IndexServerOptions()));

    public IndexServerRecordTests()
    {
        foreach (var node in new[] { 1, 2 })
        {
            bench.Link(node);
            bench.Receive(node, new Register(7, 0));
        }
    }

    [Fact]
    public void The_newest_record_of_a_node_is_told()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2, sequence: 5)));
        bench.Receive(2, new PeerRecordChanged(Record(2, sequence: 6)));
        Assert.Equal([6], Told(2).Select(record => record.Sequence));
    }

    [Fact]
    public void An_older_record_is_a_replay_and_the_same_one_is_none()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2, sequence: 5)));
        bench.Receive(2, new PeerRecordChanged(Record(2, sequence: 5)));
        bench.Receive(2, new PeerRecordChanged(Record(2, sequence: 4)));
        Assert.Equal([DropReason.Replayed], bench.Dropped());
        Assert.Equal([5], Told(2).Select(record => record.Sequence));
    }

    [Fact]
    public void A_record_of_another_node_is_dropped()
    {
        bench.Receive(2, new PeerRecordChanged(Record(1)));
        Assert.Equal([DropReason.WrongIdentity], bench.Dropped());
        Assert.Empty(Told(1));
    }

    [Fact]
    public void Expired_and_oversized_records_are_dropped_and_none_is_told_after_its_end()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2, expiresUnixMs: Wall)));
        bench.Receive(2, new PeerRecordChanged(Record(2, envelopeBytes: 2_049)));
        Assert.Equal([DropReason.Expired, DropReason.TooLarge], bench.Dropped());
        bench.Receive(2, new PeerRecordChanged(Record(2, expiresUnixMs: Wall + 10)));
        Assert.Single(Told(2));
        bench.NowMs = 10;
        Assert.Empty(Told(2));
    }

    [Fact]
    public void A_node_that_left_is_not_told()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2)));
        bench.Unlink(2);
        Assert.Empty(Told(2));
    }

    [Fact]
    public void A_node_asked_for_twice_is_told_once()
    {
        bench.Receive(2, new PeerRecordChanged(Record(2)));
        Assert.Single(Told(2, 2, 7));
    }

    private List<Signed<PeerRecord>> Told(params IReadOnlyList<int> nodes)
    {
        var id = bench.Receive(1, new IndexPeers([.. nodes.Select(NodeOf)]));
        var (_, answered, found) = Assert.Single(bench.Sent<IndexPeersFound>());
        Assert.Equal(id, answered);
        return [.. found.Peers];
    }
}
