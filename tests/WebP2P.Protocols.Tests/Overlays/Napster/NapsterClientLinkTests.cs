using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientLinkTests
{
    private static readonly PeerAddress Address = new("192.0.2.1", 6699);

    private readonly Bench bench = new(new NapsterClient(NodeOf(1), new NapsterOptions()));

    [Fact]
    public void Without_an_index_server_it_dials_nobody_and_says_so()
    {
        bench.Start();
        Assert.Empty(bench.Dialled());
        bench.Request(new SearchRequest(Guid.Empty, Query("a"), 10));
        Assert.Equal("No index server is chosen.", Assert.Single(bench.Noted<SearchFinished>()).Problem);
    }

    [Fact]
    public void It_dials_the_address_and_takes_the_peer_that_was_met_there()
    {
        bench.Request(new UseIndexServer(Address, null));
        Assert.Equal([(Address, null)], bench.Dialled());
        Assert.Equal(OverlayState.Connecting, Assert.Single(bench.Noted<OverlayStateChanged>()).State);
        bench.Do((overlay, now) => overlay.Dialled(Address, NodeOf(9), now));
        bench.Link(9);
        var connected = Assert.Single(bench.Noted<OverlayStateChanged>());
        Assert.Equal((OverlayState.Connected, NodeOf(9)), (connected.State, connected.Server));
    }

    [Fact]
    public void A_stranger_who_links_while_it_dials_is_not_the_index_server()
    {
        bench.Request(new UseIndexServer(Address, null));
        bench.Forget();
        bench.Link(5);
        Assert.Empty(bench.Noted<OverlayStateChanged>());
        bench.Do((overlay, now) => overlay.Dialled(new PeerAddress("192.0.2.7", 6699), NodeOf(5), now));
        bench.Link(5);
        Assert.Empty(bench.Noted<OverlayStateChanged>());
    }

    [Fact]
    public void The_own_index_is_dialled_by_the_own_id()
    {
        bench.Request(new UseIndexServer(null, NodeOf(1)));
        Assert.Equal([(null, (NodeId?)NodeOf(1))], bench.Dialled());
        bench.Link(1);
        Assert.Equal("Linked to the own index.", bench.Noted<OverlayStateChanged>()[^1].Reason);
    }

    [Fact]
    public void After_a_failure_it_waits_a_drawn_time_below_a_doubling_ceiling_and_dials_the_peer_it_met()
    {
        Connect();
        bench.Unlink(9);
        long[] ceilingsMs = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
        foreach (var ceilingMs in ceilingsMs)
        {
            var (timer, delayMs) = bench.Woken().Last(wake => wake.DelayMs >= 0);
            Assert.InRange(delayMs, 0, ceilingMs);
            bench.Elapse(timer);
            Assert.Equal([(Address, (NodeId?)NodeOf(9))], bench.Dialled());
            Fail();
        }
    }

    [Fact]
    public void Waits_are_spread_over_the_whole_ceiling()
    {
        Connect();
        bench.Unlink(9);
        List<long> delaysMs = [];
        for (var attempt = 0; attempt < 60; attempt++)
        {
            var (timer, delayMs) = bench.Woken().Last(wake => wake.DelayMs >= 0);
            if (attempt >= 10) delaysMs.Add(delayMs);
            bench.Elapse(timer);
            Fail();
        }
        Assert.Contains(delaysMs, delayMs => delayMs < 10_000);
        Assert.Contains(delaysMs, delayMs => delayMs > 20_000);
    }

    [Fact]
    public void A_message_of_the_server_makes_the_next_failure_a_first_one()
    {
        Connect();
        for (var failure = 0; failure < 8; failure++)
        {
            if (failure == 0) bench.Unlink(9);
            bench.Elapse(bench.Woken().Last(wake => wake.DelayMs >= 0).Timer);
            Fail();
        }
        bench.Elapse(bench.Woken().Last(wake => wake.DelayMs >= 0).Timer);
        bench.Link(9);
        bench.Receive(9, new IndexPeersFound([]));
        bench.Forget();
        bench.Unlink(9);
        Assert.InRange(bench.Woken().Last(wake => wake.DelayMs >= 0).DelayMs, 0, 500);
    }

    [Fact]
    public void Every_failure_is_told_with_its_reason()
    {
        bench.Request(new UseIndexServer(Address, null));
        bench.Forget();
        Fail();
        var failed = Assert.Single(bench.Noted<OverlayStateChanged>());
        Assert.Equal(OverlayState.Failed, failed.State);
        Assert.Matches(@"^The index server 192\.0\.2\.1:6699 could not be reached: nobody answered\. Dialling again within \d s\.$", failed.Reason);
    }

    [Fact]
    public void Another_choice_releases_the_old_server_and_dials_the_new_one()
    {
        Connect();
        bench.Forget();
        bench.Request(new UseIndexServer(new PeerAddress("192.0.2.2", 6699), null));
        Assert.Equal([NodeOf(9)], bench.Released());
        Assert.Equal("192.0.2.2:6699", Assert.Single(bench.Dialled()).Address!.ToString());
        bench.Receive(9, new IndexPeersFound([]));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void The_same_choice_again_changes_nothing()
    {
        Connect();
        bench.Forget();
        bench.Request(new UseIndexServer(Address, null));
        Assert.Empty(bench.Dialled());
        Assert.Empty(bench.Released());
    }

    [Fact]
    public void Choosing_nowhere_ends_waiting_searches()
    {
        bench.Request(new UseIndexServer(Address, null));
        bench.Request(new SearchRequest(Guid.Empty, Query("a"), 10));
        bench.Request(new UseIndexServer(null, null));
        Assert.NotNull(Assert.Single(bench.Noted<SearchFinished>()).Problem);
        Assert.Equal(OverlayState.Off, bench.Noted<OverlayStateChanged>()[^1].State);
    }

    [Fact]
    public void The_own_record_goes_to_the_server_before_the_registration_and_on_every_change()
    {
        bench.Request(new OwnRecordChanged(Record(1)));
        bench.Request(new LibraryChanged(7, 3));
        Connect();
        bench.Do((_, now) => Assert.Empty(now.Actions));
        Assert.Equal(Record(1), Assert.Single(bench.Sent<PeerRecordChanged>()).Message.Record);
        Assert.Equal(new Register(7, 3), Assert.Single(bench.Sent<Register>()).Message);
        bench.Request(new OwnRecordChanged(Record(1, sequence: 2)));
        Assert.Equal(2, Assert.Single(bench.Sent<PeerRecordChanged>()).Message.Record.Sequence);
    }

    private void Connect()
    {
        bench.Request(new UseIndexServer(Address, null));
        bench.Do((overlay, now) => overlay.Dialled(Address, NodeOf(9), now));
        bench.Link(9);
        bench.Dialled();
    }

    private void Fail() => bench.Do((overlay, now) => overlay.DialFailed(Address, null, "nobody answered", now));
}
