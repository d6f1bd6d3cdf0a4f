using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>All places are taken by sources that only promise, and there is one more that would give.</summary>
public sealed class SourcePlacesTests
{
    private const int Honest = 1_000;
    private readonly TransferTurn turn = new(new TransferDice(3));
    private readonly DownloadPlan plan = new(ContentOf(10), new Bitfield(10), 0);
    private long nowMs;

    public enum Promise { Queue, Nothing, SlotAndNothing }

    [Theory]
    [InlineData(Promise.Queue, 16)]
    [InlineData(Promise.Queue, 60)]
    [InlineData(Promise.Nothing, 16)]
    [InlineData(Promise.SlotAndNothing, 16)]
    [InlineData(Promise.SlotAndNothing, 60)]
    public void Sources_that_only_promise_give_way_to_one_that_was_not_asked(Promise promise, int liars)
    {
        Do(() => plan.Start(true, turn));
        for (var liar = 1; liar <= liars; liar++) Find(liar, promise);
        Find(Honest, promise);
        while (!Verified && nowMs < 1_000_000)
        {
            nowMs += 250;
            Do(() => plan.Elapsed(turn), promise);
        }
        Assert.True(Verified, "The honest source was never asked.");
        Assert.InRange(nowMs, 0, SourcePlaces.QuietMs * (2 + ((liars - 8) / 8)));
    }

    [Fact]
    public void Those_who_stand_nearest_to_a_slot_keep_their_places()
    {
        Do(() => plan.Start(true, turn));
        for (var source = 1; source <= SourceTable.ContactedMax; source++) Find(source, Promise.Queue);
        for (var pass = 0; pass < 100; pass++)
        {
            Find(Honest + 1 + pass, Promise.Queue);
            nowMs += 10_000;
            Do(() => plan.Elapsed(turn), Promise.Queue);
        }
        Assert.All(Enumerable.Range(1, SourcePlaces.KeptMax), source => Assert.Equal(SourceStanding.Queued, plan.Sources.Single(known => known.Peer == Peer(source)).Standing));
    }

    [Fact]
    public void Nobody_who_waits_in_a_queue_gives_way_to_one_that_failed_before()
    {
        Do(() => plan.Start(true, turn));
        Do(() => plan.SourceFound(Peer(Honest + 1), turn));
        Do(() => plan.Unlinked(Peer(Honest + 1), "connection refused", turn));
        for (var source = 1; source <= SourceTable.ContactedMax; source++) Find(source, Promise.Queue);
        for (nowMs = 0; nowMs < 300_000; nowMs += 1_000) Do(() => plan.Elapsed(turn), Promise.Queue);
        Assert.Equal(SourceTable.ContactedMax, plan.Sources.Count(source => source.Standing == SourceStanding.Queued));
    }

    private bool Verified => plan.Verified.IsFull;

    private void Find(int peer, Promise promise) => Do(() => plan.SourceFound(Peer(peer), turn), promise);

    /// <summary>Who is asked answers at once: the honest one gives, all others only promise.</summary>
    private void Do(Action door, Promise promise = Promise.Queue)
    {
        turn.Begin(nowMs);
        door();
        var lines = turn.Actions.ToList();
        Assert.DoesNotContain(lines, line => line.Kind == TransferActionKind.Wake && line.DelayMs < 1);
        foreach (var line in lines.Where(line => line.Kind == TransferActionKind.Hold)) Answer(line.Peer, promise);
        foreach (var line in lines.Where(line => line.Kind == TransferActionKind.Fetch && line.Peer == Peer(Honest)))
        {
            for (var piece = 0; piece < line.Request.Count; piece++) Do(() => plan.PieceArrived(line.Peer, line.Request.Connection, true, turn), promise);
        }
    }

    private void Answer(Protocols.Identity.NodeId peer, Promise promise)
    {
        Do(() => plan.Linked(peer, turn), promise);
        var have = new Bitfield(10);
        if (peer == Peer(Honest) || promise == Promise.Queue) have.SetAll();
        if (promise != Promise.Nothing || peer == Peer(Honest)) Do(() => plan.Receive(peer, new Have(plan.Content, have.ToBytes()), turn), promise);
        var place = plan.Sources.Single(known => known.Peer == peer).Number + 1;
        Do(() => plan.Receive(peer, peer == Peer(Honest) || promise != Promise.Queue ? new Granted(plan.Content, 1) : new Queued(plan.Content, place, 1_000), turn), promise);
    }
}
