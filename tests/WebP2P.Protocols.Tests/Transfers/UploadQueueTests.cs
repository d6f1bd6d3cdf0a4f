using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class UploadQueueTests
{
    private readonly TransferTurn turn = new(new TransferDice(5));
    private readonly UploadQueue queue = new(slots: 1);
    private long nowMs;

    [Fact]
    public void A_free_slot_is_granted_at_once_and_its_ticket_counts_only_for_its_peer_and_content()
    {
        var ticket = Assert.IsType<Granted>(Assert.Single(Want(1))).Ticket;
        Assert.True(queue.May(Peer(1), ContentOf(1), ticket, nowMs));
        Assert.False(queue.May(Peer(2), ContentOf(1), ticket, nowMs));
        Assert.False(queue.May(Peer(1), ContentOf(2), ticket, nowMs));
        Assert.False(queue.May(Peer(1), ContentOf(1), ticket + 1, nowMs));
    }

    [Fact]
    public void The_next_in_the_queue_gets_the_slot_that_becomes_free_and_the_others_move_up()
    {
        Want(1);
        Assert.Equal(1, Assert.IsType<Queued>(Assert.Single(Want(2))).Position);
        Assert.Equal(2, Assert.IsType<Queued>(Assert.Single(Want(3))).Position);
        var told = Unwant(1);
        Assert.IsType<Granted>(Assert.Single(told, line => line.Peer == Peer(2)).Payload);
        Assert.Equal(1, Assert.IsType<Queued>(Assert.Single(told, line => line.Peer == Peer(3)).Payload).Position);
    }

    [Fact]
    public void A_peer_that_wants_more_while_others_wait_goes_to_the_end()
    {
        Want(1, content: 1);
        Want(2);
        Assert.Equal(2, Assert.IsType<Queued>(Assert.Single(Want(1, content: 2))).Position);
        Assert.IsType<Granted>(Assert.Single(Unwant(1, content: 1), line => line.Peer == Peer(2)).Payload);
        Assert.IsType<Granted>(Assert.Single(Unwant(2), line => line.Peer == Peer(1)).Payload);
    }

    [Fact]
    public void While_nobody_waits_a_peer_gets_all_it_wants_on_its_one_slot()
    {
        Want(1, content: 1);
        Assert.IsType<Granted>(Assert.Single(Want(1, content: 2)));
        Assert.Equal(1, queue.SlotsUsed);
    }

    [Fact]
    public void A_slot_outlives_its_link_for_45_seconds_with_the_same_ticket()
    {
        var ticket = Assert.IsType<Granted>(Assert.Single(Want(1))).Ticket;
        Want(2);
        At(0, () => queue.Unlinked(Peer(1), turn));
        Assert.Empty(At(44_999, () => queue.Elapsed(turn)));
        Assert.True(queue.May(Peer(1), ContentOf(1), ticket, nowMs));
        Assert.Equal(ticket, Assert.IsType<Granted>(Assert.Single(Want(1))).Ticket);
        At(45_000, () => queue.Unlinked(Peer(1), turn));
        Assert.IsType<Granted>(Assert.Single(At(90_000, () => queue.Elapsed(turn)), line => line.Peer == Peer(2)).Payload);
        Assert.False(queue.May(Peer(1), ContentOf(1), ticket, nowMs));
    }

    [Fact]
    public void A_slot_that_nobody_uses_passes_on_when_others_wait()
    {
        Want(1);
        Assert.Empty(At(60_000, () => queue.Elapsed(turn)));
        Want(2);
        var told = At(120_001, () => queue.Elapsed(turn));
        Assert.IsType<Granted>(Assert.Single(told, line => line.Peer == Peer(2)).Payload);
        Assert.Equal(1, Assert.IsType<Queued>(Assert.Single(told, line => line.Peer == Peer(1)).Payload).Position);
    }

    [Fact]
    public void A_peer_that_waits_keeps_its_place_for_45_seconds_without_a_link_but_gets_no_slot_meanwhile()
    {
        Want(1);
        Want(2);
        Want(3);
        At(0, () => queue.Unlinked(Peer(2), turn));
        Assert.IsType<Granted>(Assert.Single(Unwant(1), line => line.Peer == Peer(3)).Payload);
        Assert.Equal(1, queue.Waiting);
        Assert.Equal(1, Assert.IsType<Queued>(Assert.Single(Want(2))).Position);
        At(0, () => queue.Unlinked(Peer(2), turn));
        At(44_999, () => queue.Elapsed(turn));
        Assert.Equal(1, queue.Waiting);
        At(45_000, () => queue.Elapsed(turn));
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public void What_the_owner_ended_is_refused_for_ten_minutes_and_the_slot_goes_to_the_next()
    {
        Want(1);
        Want(2);
        var told = At(0, () => queue.End(Peer(1), ContentOf(1), turn));
        Assert.IsType<WantRefused>(Assert.Single(told, line => line.Peer == Peer(1)).Payload);
        Assert.IsType<Granted>(Assert.Single(told, line => line.Peer == Peer(2)).Payload);
        nowMs = 599_999;
        Assert.IsType<WantRefused>(Assert.Single(Want(1)));
        Assert.IsType<Queued>(Assert.Single(Want(1, content: 2)));
        nowMs = 600_000;
        Assert.IsType<Queued>(Assert.Single(Want(1)));
    }

    [Fact]
    public void A_peer_that_is_shut_out_loses_its_slot_and_gets_nothing_until_it_is_let_in()
    {
        var ticket = Assert.IsType<Granted>(Assert.Single(Want(1))).Ticket;
        Want(2);
        var told = At(0, () => Assert.True(queue.TryShutOut(Peer(1), turn)));
        Assert.Equal(UploadRefusals.NoUploadsReason, Assert.IsType<WantRefused>(Assert.Single(told, line => line.Peer == Peer(1)).Payload).Reason);
        Assert.IsType<Granted>(Assert.Single(told, line => line.Peer == Peer(2)).Payload);
        Assert.False(queue.May(Peer(1), ContentOf(1), ticket, nowMs));
        Assert.IsType<WantRefused>(Assert.Single(Want(1, content: 3)));
        queue.LetIn(Peer(1));
        Assert.IsType<Queued>(Assert.Single(Want(1)));
    }

    [Fact]
    public void At_most_10_000_peers_are_shut_out()
    {
        for (var peer = 0; peer < UploadRefusals.PeersMax; peer++) Assert.True(queue.TryShutOut(Peer(peer), turn));
        Assert.True(queue.TryShutOut(Peer(5), turn));
        Assert.False(queue.TryShutOut(Peer(UploadRefusals.PeersMax), turn));
    }

    [Fact]
    public void More_slots_are_given_at_once_and_fewer_when_those_who_have_one_are_done()
    {
        Want(1);
        Want(2);
        Want(3);
        Assert.Equal(2, At(0, () => queue.Allow(3, turn)).Count(line => line.Payload is Granted));
        Want(4);
        At(0, () => queue.Allow(2, turn));
        Assert.DoesNotContain(Unwant(1), line => line.Payload is Granted);
        Assert.Equal(Peer(4), Assert.Single(Unwant(2), line => line.Payload is Granted).Peer);
    }

    [Fact]
    public void Who_is_further_back_is_told_to_come_back_later()
    {
        Want(1);
        Want(2);
        Want(3);
        Assert.InRange(queue.EstimateMs(Peer(2)), 1, queue.EstimateMs(Peer(3)) - 1);
        Assert.InRange(queue.EstimateMs(Peer(3)), 1, queue.EstimateMs(Peer(9)) - 1);
    }

    [Fact]
    public void A_slot_whose_request_is_still_being_answered_is_in_use()
    {
        Want(1);
        Want(2);
        queue.Used(Peer(1), 50_000);
        Assert.Empty(At(60_000, () => queue.Elapsed(turn)));
    }

    [Fact]
    public void The_queue_and_the_wishes_of_one_peer_are_bounded()
    {
        for (var peer = 0; peer < UploadQueue.PeersMax; peer++) Want(peer);
        Assert.IsType<WantRefused>(Assert.Single(Want(100_000)));
        for (var content = 1; content < UploadQueue.WishesOfPeerMax; content++) Want(0, content + 1);
        Assert.IsType<WantRefused>(Assert.Single(Want(0, 5_000)));
    }

    [Fact]
    public void Seeded_wishes_never_use_more_slots_than_there_are_and_everybody_is_served()
    {
        var many = new UploadQueue(slots: 3);
        var dice = new TransferDice(99);
        var served = new HashSet<NodeId>();
        for (var step = 0; step < 5_000; step++)
        {
            turn.Begin(nowMs += 500);
            var peer = Peer(dice.Below(20));
            var content = ContentOf(1, 1 + dice.Below(3));
            if (dice.Below(3) == 0) many.Unwant(peer, content, turn);
            else many.Want(peer, content, turn);
            foreach (var line in turn.Actions.Where(line => line.Payload is Granted)) served.Add(line.Peer);
            Assert.InRange(many.Wishes.Where(wish => wish.Ticket is not null).Select(wish => wish.Peer).Distinct().Count(), 0, 3);
            Assert.Equal(many.Waiting > 0 ? 3 : many.SlotsUsed, many.SlotsUsed);
        }
        Assert.Equal(20, served.Count);
    }

    private List<Message> Want(int peer, int content = 1) =>
        [.. At(nowMs, () => queue.Want(Peer(peer), ContentOf(1, content), turn)).Select(line => (Message)line.Payload!)];

    private List<TransferAction> Unwant(int peer, int content = 1) => At(nowMs, () => queue.Unwant(Peer(peer), ContentOf(1, content), turn));

    private List<TransferAction> At(long ms, Action door)
    {
        turn.Begin(nowMs = ms);
        door();
        return [.. turn.Actions.Where(line => line.Kind == TransferActionKind.Send)];
    }
}
