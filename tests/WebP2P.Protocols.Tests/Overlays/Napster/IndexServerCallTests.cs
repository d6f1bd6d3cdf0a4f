using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerCallTests
{
    private static readonly PeerAddress Address = new("192.0.2.7", 6699);

    private readonly Bench bench = new(new IndexServer(new IndexServerOptions { DialBacksOpenMax = 2 }));

    public IndexServerCallTests()
    {
        foreach (var node in new[] { 1, 2 })
        {
            bench.Link(node);
            bench.Receive(node, new PeerRecordChanged(Record(node)));
            bench.Receive(node, new Register(7, 0));
        }
        bench.Forget();
    }

    [Fact]
    public void A_dial_back_is_asked_outside_and_its_answer_told_under_the_id_of_the_question()
    {
        var id = bench.Receive(1, new IndexDialBack(6699));
        var (ticket, question) = Assert.Single(bench.Asked<DialBackQuestion>());
        Assert.Equal(new DialBackQuestion(NodeOf(1), 6699), question);
        bench.Answer(ticket, new DialBackAnswer(Reachability.Yes, Address, 12, null));
        Assert.Equal((NodeOf(1), id, new IndexDialledBack(Reachability.Yes, Address, 12, null)), Assert.Single(bench.Sent<IndexDialledBack>()));
    }

    [Fact]
    public void Who_asks_more_often_than_four_times_a_minute_is_not_dialled()
    {
        for (var times = 0; times < 4; times++) Dial(1);
        bench.Receive(1, new IndexDialBack(6699));
        Assert.Empty(bench.Asked<DialBackQuestion>());
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        var answer = bench.Sent<IndexDialledBack>()[^1].Message;
        Assert.Equal((Reachability.Unknown, "The index server dials back 4 times a minute."), (answer.Result, answer.Reason));

        bench.Unlink(1);
        bench.Link(1);
        bench.Receive(1, new IndexDialBack(6699));
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        bench.NowMs += 60_000;
        Dial(1);
    }

    [Fact]
    public void No_more_are_dialled_at_once_than_the_limit_says()
    {
        bench.Receive(1, new IndexDialBack(1));
        bench.Receive(1, new IndexDialBack(2));
        bench.Receive(2, new IndexDialBack(3));
        Assert.Equal([DropReason.LimitReached], bench.Dropped());
        bench.Answer(bench.Asked<DialBackQuestion>()[0].Ticket, new AnswerFailed("It took too long."));
        Assert.Equal(Reachability.Unknown, bench.Sent<IndexDialledBack>()[^1].Message.Result);
        Dial(2);
    }

    [Fact]
    public void A_callback_is_handed_on_with_the_signed_record_of_the_asker()
    {
        bench.Receive(1, new CallBack(NodeOf(2), 41));
        var (peer, _, asked) = Assert.Single(bench.Sent<CallBackAsked>());
        Assert.Equal((NodeOf(2), new CallBackAsked(41, Record(1))), (peer, asked));
        Assert.Empty(bench.Dropped());
    }

    [Fact]
    public void Nobody_is_called_who_is_not_registered_here_nor_by_one_who_is_not()
    {
        bench.Link(3);
        bench.Receive(1, new CallBack(NodeOf(3), 1));
        bench.Receive(1, new CallBack(NodeOf(9), 2));
        bench.Receive(1, new CallBack(NodeOf(1), 3));
        bench.Receive(3, new CallBack(NodeOf(1), 4));
        Assert.Empty(bench.Sent<CallBackAsked>());
        Assert.Equal([DropReason.DoesNotMatch, DropReason.DoesNotMatch, DropReason.DoesNotMatch, DropReason.NotAllowedInState], bench.Dropped());
        Assert.Equal([1, 2, 3, 4], bench.Sent<CallBackRefused>().Select(sent => (int)sent.Message.Nonce));
    }

    [Fact]
    public void A_blocked_node_is_neither_called_nor_may_it_call()
    {
        bench.Request(new BlocksChanged(new BlockList([NodeOf(2)], [], [])));
        bench.Receive(1, new CallBack(NodeOf(2), 1));
        bench.Receive(2, new CallBack(NodeOf(1), 2));
        Assert.Empty(bench.Sent<CallBackAsked>());
        Assert.Equal([DropReason.DoesNotMatch, DropReason.BlockedNode], bench.Dropped());
    }

    [Fact]
    public void An_asker_without_an_address_cannot_be_called_back()
    {
        bench.Link(4);
        bench.Receive(4, new Register(7, 0));
        bench.Receive(4, new CallBack(NodeOf(1), 1));
        Assert.Equal([DropReason.AddressRefused], bench.Dropped());
    }

    [Fact]
    public void Callbacks_of_one_node_are_bounded_by_the_minute()
    {
        for (var times = 0; times < 120; times++) bench.Receive(1, new CallBack(NodeOf(2), (UInt128)times));
        Assert.Equal(120, bench.Sent<CallBackAsked>().Count);
        bench.Receive(1, new CallBack(NodeOf(2), 120));
        Assert.Equal([DropReason.RateExceeded], bench.Dropped());
        Assert.Equal((UInt128)120, Assert.Single(bench.Sent<CallBackRefused>()).Message.Nonce);
        bench.Receive(2, new CallBack(NodeOf(1), 1));
        Assert.Single(bench.Sent<CallBackAsked>());
    }

    [Fact]
    public void A_node_that_moved_is_told_to_those_who_watch_what_it_has()
    {
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        bench.Receive(1, new PeerRecordChanged(Record(1, sequence: 2)));
        Assert.Empty(bench.Asked<SourcesQuestion>());

        var moved = Moved(3, new PeerAddress("10.9.9.9", 6699), Reachability.Unknown);
        bench.Receive(1, new PeerRecordChanged(moved));
        var (ticket, question) = Assert.Single(bench.Asked<SourcesQuestion>());
        bench.Answer(ticket, new SourcesAnswer([.. question.Contents.Select(_ => new[] { new HitSource(NodeOf(1), true) })]));
        var (peer, _, found) = Assert.Single(bench.Sent<IndexSourcesFound>());
        Assert.Equal((NodeOf(2), ContentOf(1)), (peer, found.Content));
        Assert.Equal([moved], found.Peers);

        bench.Receive(1, new PeerRecordChanged(Moved(4, new PeerAddress("10.9.9.9", 6699), Reachability.No)));
        Assert.Single(bench.Asked<SourcesQuestion>());
    }

    [Fact]
    public void A_node_that_moves_all_the_time_is_not_looked_up_each_time()
    {
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        for (var times = 0; times < 100; times++) bench.Receive(1, new PeerRecordChanged(Moved(2 + times, new PeerAddress("10.9.9.9", 1 + times), Reachability.Yes)));
        Assert.Equal(49, bench.Asked<SourcesQuestion>().Count);
        Assert.All(bench.Dropped(), reason => Assert.Equal(DropReason.RateExceeded, reason));
    }

    private static Signed<PeerRecord> Moved(long sequence, PeerAddress address, Reachability reachable) =>
        Record(1, sequence) with { Value = Record(1).Value with { Addresses = [address], Reachable = reachable } };

    private void Dial(int node)
    {
        bench.Receive(node, new IndexDialBack(6699));
        bench.Answer(Assert.Single(bench.Asked<DialBackQuestion>()).Ticket, new DialBackAnswer(Reachability.No, Address, 5_000, "no answer"));
    }
}
