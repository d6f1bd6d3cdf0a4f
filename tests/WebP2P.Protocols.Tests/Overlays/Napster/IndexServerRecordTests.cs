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

    [Fact]
    public void Who_looks_for_neighbours_is_told_of_others_that_can_do_it_and_can_be_reached()
    {
        foreach (var node in Enumerable.Range(3, 4))
        {
            bench.Link(node);
            if (node != 6) bench.Receive(node, new Register(7, 0));
        }
        foreach (var node in Enumerable.Range(1, 6)) bench.Receive(node, new PeerRecordChanged(Able(node)));
        bench.Receive(3, new PeerRecordChanged(Able(3, sequence: 2) with { Value = Able(3).Value with { Reachable = Reachability.No } }));
        bench.Receive(4, new PeerRecordChanged(Able(4, sequence: 2) with { Value = Able(4).Value with { Addresses = [] } }));
        bench.Receive(5, new PeerRecordChanged(Record(5, sequence: 2)));
        Assert.Equal([NodeOf(2)], Drawn().Select(record => record.Signer));
        bench.Unlink(2);
        Assert.Empty(Drawn());
    }

    [Fact]
    public void Of_many_nodes_some_are_drawn_others_each_time()
    {
        for (var node = 3; node < 1_000; node++)
        {
            bench.Link(node);
            bench.Receive(node, new Register(7, 0));
            bench.Receive(node, new PeerRecordChanged(Able(node)));
        }
        List<NodeId> drawn = [];
        for (var asked = 0; asked < 10; asked++)
        {
            var some = Drawn();
            Assert.Equal(IndexPeers.DrawnMax, some.Select(record => record.Signer).Distinct().Count());
            drawn.AddRange(some.Select(record => record.Signer));
        }
        Assert.InRange(drawn.Distinct().Count(), 100, 160);
    }

    private static Signed<PeerRecord> Able(int node, long sequence = 1)
    {
        var record = Record(node, sequence);
        return record with { Value = record.Value with { Capabilities = ["gnutella/1"] } };
    }

    private IReadOnlyList<Signed<PeerRecord>> Drawn()
    {
        bench.Sent<IndexPeersFound>();
        bench.Receive(1, new IndexPeers([]) { Capability = "gnutella/1" });
        return Assert.Single(bench.Sent<IndexPeersFound>()).Message.Peers;
    }

    private List<Signed<PeerRecord>> Told(params IReadOnlyList<int> nodes)
    {
        var id = bench.Receive(1, new IndexPeers([.. nodes.Select(NodeOf)]));
        var (_, answered, found) = Assert.Single(bench.Sent<IndexPeersFound>());
        Assert.Equal(id, answered);
        return [.. found.Peers];
    }
}
