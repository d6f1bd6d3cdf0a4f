using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>A source that is elsewhere now: what led to the old place ends in any order, and none of it is held against the source.</summary>
public sealed class MovedSourceTests
{
    private readonly TransferTurn turn = new(new TransferDice(3));
    private readonly DownloadPlan plan = new(ContentOf(100), new Bitfield(100), 0);
    private long nowMs;

    public MovedSourceTests()
    {
        Do(() => plan.Start(true, turn));
        Do(() => plan.SourceFound(Peer(1), turn));
        Grant();
    }

    [Fact]
    public void It_is_asked_again_at_once_when_its_requests_break_and_when_the_old_link_ends_but_not_for_ever()
    {
        Do(() => plan.SourceMoved(Peer(1)));
        Assert.Contains(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Broken, "broke", turn)), IsHold);
        Assert.Contains(Do(() => plan.Unlinked(Peer(1), "the old link", turn)), IsHold);
        Assert.DoesNotContain(Do(() => plan.Unlinked(Peer(1), "nobody there", turn)), IsHold);
        Assert.Equal(SourceStanding.Resting, plan.Sources[0].Standing);
    }

    [Fact]
    public void One_that_did_not_move_rests()
    {
        Assert.DoesNotContain(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Broken, "broke", turn)), IsHold);
    }

    [Fact]
    public void What_breaks_of_an_earlier_contact_says_nothing_of_the_new_one()
    {
        var old = plan.Requests.Select(request => request.Connection).ToList();
        Assert.Equal([0, 1], old);
        Do(() => plan.Unlinked(Peer(1), "lost", turn));
        nowMs += 4_000;
        Assert.Contains(Do(() => plan.Elapsed(turn)), IsHold);
        Assert.DoesNotContain(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Broken, "broke", turn)), line => line.Kind == TransferActionKind.Release);
        Grant();
        Do(() => plan.PieceFailed(Peer(1), 1, FetchFailure.Stalled, "stalled", turn));
        Assert.Equal(SourceStanding.Granted, plan.Sources[0].Standing);
        Assert.Contains(Do(() => plan.PieceFailed(Peer(1), 0, FetchFailure.Broken, "broke", turn)), line => line.Kind == TransferActionKind.Release);
    }

    private static bool IsHold(TransferAction line) => line.Kind == TransferActionKind.Hold;

    private void Grant()
    {
        var whole = new Bitfield(100);
        whole.SetAll();
        Do(() => plan.Linked(Peer(1), turn));
        Do(() => plan.Receive(Peer(1), new Have(plan.Content, whole.ToBytes()), turn));
        Do(() => plan.Receive(Peer(1), new Granted(plan.Content, 1), turn));
    }

    private List<TransferAction> Do(Action door)
    {
        turn.Begin(nowMs);
        door();
        return [.. turn.Actions];
    }
}
