using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class NapsterClientReachTests
{
    private static readonly PeerAddress Address = new("192.0.2.1", 6699);

    private readonly NapsterOptions options = new();
    private readonly Bench bench;

    public NapsterClientReachTests() => bench = new Bench(new NapsterClient(NodeOf(1), options));

    [Fact]
    public void It_asks_for_a_dial_back_once_it_listens_and_is_linked_and_tells_what_came_of_it()
    {
        Connect();
        Assert.Empty(bench.Sent<IndexDialBack>());
        bench.Request(new ListensAt(6699));
        var (server, id, asked) = Assert.Single(bench.Sent<IndexDialBack>());
        Assert.Equal((NodeOf(9), new IndexDialBack(6699)), (server, asked));
        bench.Request(new ListensAt(6699));
        Assert.Empty(bench.Sent<IndexDialBack>());

        bench.Receive(9, id, new IndexDialledBack(Reachability.Yes, Address, 12, null));
        Assert.Equal(new DialledBack(NodeOf(9), Reachability.Yes, Address, 12, null), Assert.Single(bench.Noted<DialledBack>()));
        Assert.Equal(options.DialBackEveryMs, bench.Woken()[^1].DelayMs);
    }

    [Fact]
    public void An_answer_to_nothing_is_unsolicited_and_a_second_one_too()
    {
        var id = Ask();
        bench.Receive(9, new IndexDialledBack(Reachability.Yes, Address, 1, null));
        bench.Receive(5, id, new IndexDialledBack(Reachability.Yes, Address, 1, null));
        Assert.Equal([DropReason.Unsolicited, DropReason.Unsolicited], bench.Dropped());
        Assert.Empty(bench.Noted<DialledBack>());
        bench.Receive(9, id, new IndexDialledBack(Reachability.No, Address, 1, "refused"));
        bench.Receive(9, id, new IndexDialledBack(Reachability.Yes, Address, 1, null));
        Assert.Equal(Reachability.No, Assert.Single(bench.Noted<DialledBack>()).Result);
        Assert.Equal([DropReason.Unsolicited], bench.Dropped());
    }

    [Fact]
    public void After_a_failure_it_asks_again_sooner_and_at_once_when_told_to()
    {
        var id = Ask();
        bench.Woken();
        bench.Receive(9, id, new IndexDialledBack(Reachability.No, Address, 5_000, "no answer"));
        var (timer, delayMs) = bench.Woken()[^1];
        Assert.Equal(options.DialBackAgainMs, delayMs);
        bench.Elapse(timer);
        Assert.Single(bench.Sent<IndexDialBack>());
        bench.Request(new ReachabilityAsked());
        Assert.Single(bench.Sent<IndexDialBack>());
    }

    [Fact]
    public void It_asks_anew_on_every_link_and_never_its_own_index()
    {
        Ask();
        bench.Unlink(9);
        bench.Request(new ReachabilityAsked());
        Assert.Empty(bench.Sent<IndexDialBack>());
        bench.Link(9);
        Assert.Single(bench.Sent<IndexDialBack>());

        bench.Request(new UseIndexServer(null, NodeOf(1)));
        bench.Link(1);
        bench.Request(new ReachabilityAsked());
        Assert.Empty(bench.Sent<IndexDialBack>());
    }

    [Fact]
    public void A_callback_goes_to_the_index_and_fails_at_once_without_one_or_when_it_is_refused()
    {
        bench.Request(new CallBackRequest(NodeOf(3), 41));
        Assert.Equal((UInt128)41, Assert.Single(bench.Noted<CallBackFailed>()).Nonce);
        Connect();
        bench.Request(new CallBackRequest(NodeOf(3), 42));
        Assert.Equal(new CallBack(NodeOf(3), 42), Assert.Single(bench.Sent<CallBack>()).Message);
        bench.Receive(9, new CallBackRefused(42, "not here"));
        Assert.Equal(new CallBackFailed(42, "not here"), Assert.Single(bench.Noted<CallBackFailed>()));
    }

    [Fact]
    public void Only_the_index_may_ask_for_a_callback_and_not_to_oneself_nor_with_an_old_record()
    {
        Connect();
        bench.Receive(5, new CallBackAsked(41, Record(3)));
        bench.Receive(9, new CallBackAsked(42, Record(1)));
        bench.Receive(9, new CallBackAsked(43, Record(3, expiresUnixMs: Wall)));
        Assert.Equal([DropReason.Unsolicited, DropReason.WrongIdentity, DropReason.Expired], bench.Dropped());
        Assert.Empty(bench.Noted<CallBackWanted>());
        bench.Receive(9, new CallBackAsked(44, Record(3)));
        Assert.Equal(new CallBackWanted(Record(3), 44), Assert.Single(bench.Noted<CallBackWanted>()));
    }

    [Fact]
    public void Callbacks_that_are_asked_of_it_are_bounded_by_the_minute()
    {
        Connect();
        for (var times = 0; times < options.CallBacksPerMinute; times++) bench.Receive(9, new CallBackAsked((UInt128)times, Record(3)));
        Assert.Equal(options.CallBacksPerMinute, bench.Noted<CallBackWanted>().Count);
        bench.Receive(9, new CallBackAsked(1, Record(3)));
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        bench.NowMs += 60_000;
        bench.Receive(9, new CallBackAsked(2, Record(3)));
        Assert.Single(bench.Noted<CallBackWanted>());
    }

    private MessageId Ask()
    {
        Connect();
        bench.Request(new ListensAt(6699));
        return Assert.Single(bench.Sent<IndexDialBack>()).Id;
    }

    private void Connect()
    {
        bench.Request(new UseIndexServer(Address, null));
        bench.Do((overlay, now) => overlay.Dialled(Address, NodeOf(9), now));
        bench.Link(9);
    }
}
