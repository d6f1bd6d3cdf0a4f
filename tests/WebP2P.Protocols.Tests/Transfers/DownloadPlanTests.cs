using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class DownloadPlanTests
{
    private readonly TransferTurn turn = new(new TransferDice(3));
    private long nowMs;

    [Fact]
    public void A_source_is_linked_asked_and_then_given_two_requests()
    {
        var plan = Plan(pieces: 10);
        Assert.Equal([TransferActionKind.Hold], Do(() => plan.SourceFound(Peer(1), turn)).Select(line => line.Kind));
        Assert.IsType<Want>(Assert.Single(Do(() => plan.Linked(Peer(1), turn))).Payload);
        Do(() => plan.Receive(Peer(1), Whole(plan), turn));
        var fetches = Do(() => plan.Receive(Peer(1), new Granted(plan.Content, 77), turn));
        Assert.Equal([0, 1], fetches.Select(line => line.Request.Connection));
        Assert.All(fetches, line => Assert.Equal((UInt128)77, line.Ticket));
    }

    [Fact]
    public void Without_the_layer_nothing_else_is_asked_for()
    {
        var plan = new DownloadPlan(ContentOf(10), new Bitfield(10), 0);
        Do(() => plan.Start(false, turn));
        Assert.Equal(TransferActionKind.FetchLayer, Assert.Single(Grant(plan, 1)).Kind);
        var fetches = Do(() => plan.LayerArrived(Peer(1), turn));
        Assert.Equal(2, fetches.Count(line => line.Kind == TransferActionKind.Fetch));
    }

    [Fact]
    public void A_layer_that_fails_is_asked_of_another_source()
    {
        var plan = new DownloadPlan(ContentOf(10), new Bitfield(10), 0);
        Do(() => plan.Start(false, turn));
        Grant(plan, 1);
        Grant(plan, 2);
        var line = Assert.Single(Do(() => plan.LayerFailed(Peer(1), FetchFailure.Wrong, "It proves nothing.", turn)));
        Assert.Equal((TransferActionKind.FetchLayer, Peer(2)), (line.Kind, line.Peer));
    }

    [Fact]
    public void Work_is_pulled_by_the_source_that_finished()
    {
        var plan = Plan(pieces: 100);
        Grant(plan, 1);
        Grant(plan, 2);
        var line = Assert.Single(Do(() => plan.PieceArrived(Peer(2), 0, true, turn)));
        Assert.Equal((TransferActionKind.Fetch, Peer(2), 0), (line.Kind, line.Peer, line.Request.Connection));
    }

    [Fact]
    public void Eight_mebibytes_at_most_are_on_their_way()
    {
        var content = new ContentId(ContentOf(1).Hash, 1L << 30);
        var plan = new DownloadPlan(content, new Bitfield(1024), 0);
        Do(() => plan.Start(true, turn));
        for (var peer = 1; peer <= 12; peer++) Grant(plan, peer);
        Assert.Equal((8, 8L << 20), (plan.Requests.Count, plan.InFlightBytes));
        plan.Progress(Peer(2), 0, 1 << 19, 10, 20);
        Assert.Empty(Do(() => plan.Elapsed(turn)));
        plan.Progress(Peer(3), 0, 1 << 19, 10, 20);
        Assert.Equal(Peer(9), Assert.Single(Do(() => plan.Elapsed(turn))).Peer);
    }

    [Fact]
    public void A_partial_source_is_asked_for_what_it_has_and_for_more_when_it_says_so()
    {
        var plan = Plan(pieces: 20);
        Do(() => plan.SourceFound(Peer(1), turn));
        Do(() => plan.Linked(Peer(1), turn));
        Do(() => plan.Receive(Peer(1), new Have(plan.Content, PiecePickerTests.Having(20, 9).ToBytes()), turn));
        Assert.Equal(9, Assert.Single(Do(() => plan.Receive(Peer(1), new Granted(plan.Content, 1), turn))).Request.Piece);
        Assert.Equal(4, Assert.Single(Do(() => plan.Receive(Peer(1), new HaveMore(plan.Content, [new PieceRun(4, 1)]), turn))).Request.Piece);
    }

    [Fact]
    public void A_changed_order_counts_for_the_next_request_and_stops_none()
    {
        var plan = new DownloadPlan(ContentOf(100), new Bitfield(100), 50);
        Do(() => plan.Start(true, turn));
        Grant(plan, 1);
        Assert.Equal([50, 51], plan.Requests.Select(request => request.Piece));
        Assert.DoesNotContain(Do(() => plan.OrderChanged(true, turn)), line => line.Kind is TransferActionKind.Fetch or TransferActionKind.Abandon);
        Assert.Equal(0, Assert.Single(Do(() => plan.PieceArrived(Peer(1), 0, true, turn))).Request.Piece);
        Assert.DoesNotContain(Do(() => plan.OrderChanged(false, turn)), line => line.Kind is TransferActionKind.Fetch or TransferActionKind.Abandon);
        Assert.Equal(54, Assert.Single(Do(() => plan.PieceArrived(Peer(1), 0, true, turn))).Request.Piece);
    }

    [Fact]
    public void A_source_is_left_after_two_bad_pieces_and_the_reason_names_what_it_did()
    {
        var plan = Plan(pieces: 100);
        Grant(plan, 1);
        Do(() => plan.PieceArrived(Peer(1), 0, false, turn));
        var told = Do(() => plan.PieceArrived(Peer(1), 1, false, turn));
        var left = Assert.IsType<SourceLeft>(Assert.Single(told, line => line.Kind == TransferActionKind.Note).Payload);
        Assert.Contains("piece 1", left.Reason, StringComparison.Ordinal);
        Assert.Contains(told, line => line.Payload is Unwant);
        Assert.Contains(told, line => line.Kind == TransferActionKind.Release);
        Assert.Empty(plan.Requests);
        Assert.Empty(Do(() => plan.SourceFound(Peer(1), turn)));
    }

    [Fact]
    public void A_stalled_source_is_put_aside_and_tried_later()
    {
        var plan = Plan(pieces: 100);
        Grant(plan, 1);
        var told = Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Stalled, "Nothing came for 20 s.", turn));
        Assert.Contains(told, line => line.Kind == TransferActionKind.Abandon && line.Request.Connection == 1);
        var wake = Assert.Single(turn.Actions, line => line.Kind == TransferActionKind.Wake).DelayMs;
        Assert.InRange(wake, 1, 4_000);
        nowMs += wake;
        Assert.Equal(TransferActionKind.Hold, Assert.Single(Do(() => plan.Elapsed(turn))).Kind);
    }

    [Fact]
    public void A_ticket_that_counts_no_longer_is_asked_for_again_but_not_for_ever()
    {
        var plan = Plan(pieces: 100);
        Grant(plan, 1);
        for (var round = 0; round < 5; round++)
        {
            Assert.IsType<Want>(Assert.Single(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Busy, "503", turn))).Payload);
            Do(() => plan.Receive(Peer(1), new Granted(plan.Content, 1), turn));
        }
        Assert.Contains(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Busy, "503", turn)), line => line.Kind == TransferActionKind.Release);
    }

    [Fact]
    public void A_second_copy_is_asked_for_only_when_nothing_else_is_left_and_never_a_third()
    {
        var plan = Plan(pieces: 3);
        Grant(plan, 1);
        nowMs += 100;
        Do(() => plan.PieceArrived(Peer(1), 0, true, turn));
        Grant(plan, 2);
        Grant(plan, 3);
        Assert.Equal(2, Assert.Single(plan.Requests).Count);
        Teach(plan, 2);
        Teach(plan, 3);
        nowMs += 60_000;
        Do(() => plan.Elapsed(turn));
        Assert.Empty(Do(() => plan.Elapsed(turn)));
        Assert.Equal([1, 2], plan.Requests.Where(request => request.Second).Select(request => request.Piece).Order());
        Assert.Equal(2, plan.Requests.Count(request => request.Second));
    }

    [Fact]
    public void The_first_right_copy_counts_and_the_other_is_abandoned()
    {
        var plan = Plan(pieces: 2);
        Grant(plan, 1);
        nowMs += 100;
        Do(() => plan.PieceArrived(Peer(1), 0, true, turn));
        Grant(plan, 2);
        Teach(plan, 2);
        nowMs += 60_000;
        Do(() => plan.Elapsed(turn));
        var second = plan.Requests.First(request => request.Second);
        var told = Do(() => Assert.True(plan.PieceArrived(Peer(2), second.Connection, true, turn)));
        Assert.Contains(told, line => line.Kind == TransferActionKind.Abandon && line.Peer == Peer(1) && line.Request.Piece == second.Piece);
    }

    [Fact]
    public void The_last_piece_ends_it_and_frees_every_slot()
    {
        var plan = Plan(pieces: 1);
        Grant(plan, 1);
        var told = Do(() => plan.PieceArrived(Peer(1), 0, true, turn));
        Assert.Single(told, line => line.Payload is AllPiecesVerified);
        Assert.Single(told, line => line.Payload is Unwant);
        Assert.Single(told, line => line.Kind == TransferActionKind.Release);
    }

    [Fact]
    public void A_paused_download_asks_nobody_and_goes_on_where_it_was()
    {
        var plan = Plan(pieces: 10);
        Grant(plan, 1);
        Do(() => plan.PieceArrived(Peer(1), 0, true, turn));
        var told = Do(() => plan.Stop("Paused.", turn));
        Assert.Equal(2, told.Count(line => line.Kind == TransferActionKind.Abandon));
        Assert.Empty(Do(() => plan.Elapsed(turn)));
        Assert.Equal(TransferActionKind.Hold, Assert.Single(Do(() => plan.Start(true, turn))).Kind);
        Assert.Equal(1, plan.Verified.Cardinality);
    }

    [Fact]
    public void With_one_source_chosen_nobody_else_is_asked()
    {
        var plan = new DownloadPlan(ContentOf(3), new Bitfield(3), 0, Peer(5));
        Do(() => plan.Start(true, turn));
        Assert.Empty(Do(() => plan.SourceFound(Peer(6), turn)));
        Assert.Single(Do(() => plan.SourceFound(Peer(5), turn)));
    }

    [Fact]
    public void Messages_of_strangers_and_bitfields_of_another_shape_do_nothing_good()
    {
        var plan = Plan(pieces: 10);
        Do(() => Assert.False(plan.Receive(Peer(9), Whole(plan), turn)));
        Grant(plan, 1);
        Do(() => plan.Receive(Peer(1), new Have(plan.Content, new byte[1]), turn));
        Do(() => plan.Receive(Peer(1), new HaveMore(plan.Content, [new PieceRun(-1, 3), new PieceRun(9, int.MaxValue)]), turn));
        Assert.Equal(1, plan.Sources[0].BadPieces);
    }

    [Fact]
    public void Providers_told_by_a_source_become_sources()
    {
        var plan = Plan(pieces: 10);
        Grant(plan, 1);
        Signed<ProviderRecord>[] providers = [new(Peer(2), 1, 1, new ProviderRecord(plan.Content, false), default), new(Peer(3), 1, 1, new ProviderRecord(ContentOf(4), true), default)];
        Assert.Equal(Peer(2), Assert.Single(Do(() => plan.Receive(Peer(1), new TransferSources(plan.Content, providers, []), turn))).Peer);
    }

    [Fact]
    public void With_one_chosen_source_nobody_else_is_asked_however_the_plan_hears_of_others()
    {
        var plan = new DownloadPlan(ContentOf(10), new Bitfield(10), 0, Peer(1));
        plan.SourceKnown(Peer(1), 0);
        plan.SourceKnown(Peer(2), 0);
        var asked = Do(() => plan.Start(true, turn));
        Assert.Empty(Do(() => plan.SourceFound(Peer(3), turn)));
        Assert.Equal((TransferActionKind.Hold, Peer(1)), (Assert.Single(asked).Kind, asked[0].Peer));
        Assert.Equal(Peer(1), Assert.Single(plan.Sources).Peer);
    }

    [Fact]
    public void What_others_claim_is_left_to_them_for_a_moment_and_then_fetched_all_the_same()
    {
        var plan = new DownloadPlan(ContentOf(64), new Bitfield(64), 0) { Self = Peer(9) };
        Do(() => plan.Start(true, turn));
        Do(() => plan.SourceFound(Peer(2), turn));
        Do(() => plan.Linked(Peer(2), turn));
        Do(() => plan.Receive(Peer(2), new Have(plan.Content, new Bitfield(64).ToBytes()), turn));
        // Patience grows with the time that the download has taken.
        nowMs += 60_000;
        Grant(plan, 1);
        var claims = new PieceClaims(Peer(9), 64);
        claims.Join(Peer(2));
        var asked = new List<int>();
        while (plan.Requests.Count > 0)
        {
            nowMs += 100;
            foreach (var open in plan.Requests.ToList())
            {
                asked.AddRange(Enumerable.Range(open.Piece, open.Count));
                for (var piece = 0; piece < open.Count; piece++) Do(() => plan.PieceArrived(Peer(1), open.Connection, true, turn));
            }
        }

        Assert.Equal(Enumerable.Range(0, 64).Where(piece => claims.Own![piece]), asked.Order());
        nowMs += 1_000;
        Assert.NotEmpty(Do(() => plan.Elapsed(turn)));
    }

    private static Have Whole(DownloadPlan plan)
    {
        var whole = new Bitfield(plan.Map.Count);
        whole.SetAll();
        return new Have(plan.Content, whole.ToBytes());
    }

    private DownloadPlan Plan(int pieces)
    {
        var plan = new DownloadPlan(ContentOf(pieces), new Bitfield(pieces), 0);
        Do(() => plan.Start(true, turn));
        return plan;
    }

    private List<TransferAction> Grant(DownloadPlan plan, int peer)
    {
        Do(() => plan.SourceFound(Peer(peer), turn));
        Do(() => plan.Linked(Peer(peer), turn));
        Do(() => plan.Receive(Peer(peer), Whole(plan), turn));
        return Do(() => plan.Receive(Peer(peer), new Granted(plan.Content, 1), turn));
    }

    /// <summary>Gives a source a usual time for a piece, as if it had given one in 100 ms.</summary>
    private static void Teach(DownloadPlan plan, int peer)
    {
        var pace = plan.Sources.Single(source => source.Peer == Peer(peer)).Pace;
        pace.Began(0, 10, 10);
        pace.Arrived(65_536, 110);
        pace.Rest(110);
    }

    private List<TransferAction> Do(Action door)
    {
        turn.Begin(nowMs);
        door();
        // The plan wakes itself often to look whether a source runs dry; only what it wants of others is of interest here.
        return [.. turn.Actions.Where(line => line.Kind != TransferActionKind.Wake)];
    }
}
