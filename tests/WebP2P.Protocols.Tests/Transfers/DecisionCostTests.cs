using System.Diagnostics;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class DecisionCostTests(ITestOutputHelper output)
{
    private const int Pieces = PieceMap.PiecesMax;

    /// <summary>A few on a quiet machine; the bound is far above what a busy one needs, and far below a walk over all pieces.</summary>
    private const double MicrosecondsMax = 500;

    [Fact]
    public void Of_the_most_pieces_and_the_most_sources_a_decision_costs_microseconds()
    {
        var turn = new TransferTurn(new TransferDice(1));
        var plan = new DownloadPlan(new ContentId(ContentOf(1).Hash, Pieces * (1L << 20)), new Bitfield(Pieces), 100_000);
        var nowMs = 0L;
        Do(() => plan.Start(true, turn));
        for (var peer = 1; peer <= SourceTable.SourcesMax; peer++) Do(() => plan.SourceFound(Peer(peer), turn));
        for (var peer = 1; peer <= SourceTable.ContactedMax; peer++) Grant(peer);
        Give(2_000);
        var watch = Stopwatch.StartNew();
        Give(20_000);
        var microseconds = watch.Elapsed.TotalMicroseconds / 20_000;
        output.WriteLine($"{microseconds:F2} microseconds a piece");
        Assert.InRange(microseconds, 0, MicrosecondsMax);

        void Grant(int peer)
        {
            var have = new Bitfield(Pieces);
            for (var piece = 0; piece < Pieces; piece++)
            {
                if (peer % 2 == 0 || piece % peer != 1) have.Set(piece);
            }
            Do(() => plan.Linked(Peer(peer), turn));
            Do(() => plan.Receive(Peer(peer), new Have(plan.Content, have.ToBytes()), turn));
            Do(() => plan.Receive(Peer(peer), new Granted(plan.Content, 1), turn));
        }

        void Give(int pieces)
        {
            for (var given = 0; given < pieces; given++)
            {
                nowMs++;
                var request = plan.Requests[given % plan.Requests.Count];
                Do(() => plan.PieceArrived(request.Peer, request.Connection, true, turn));
            }
        }

        void Do(Action door)
        {
            turn.Begin(nowMs);
            door();
        }
    }
}
