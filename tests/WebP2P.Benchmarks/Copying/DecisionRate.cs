using System.Diagnostics;
using System.Globalization;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;
using WebP2P.Simulation;

namespace WebP2P.Benchmarks.Copying;

/// <summary>What it costs to decide which piece comes next from whom, with the most pieces and the most sources, beside what proving such a piece costs.</summary>
internal static class DecisionRate
{
    private const int Pieces = PieceMap.PiecesMax;
    private const int WarmUpPieces = 5_000;
    private const int MeasuredPieces = 40_000;
    private const double TargetMicroseconds = 20;

    /// <summary>Exit code 0 when the target is met.</summary>
    public static int Run(string[] args)
    {
        var content = new ContentId(new ContentHash(Name(0)), Pieces * (1L << 20));
        var proofUs = ProofMicroseconds(content);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Pieces} pieces, {SourceTable.SourcesMax} sources, {SourceTable.ContactedMax} of them asked; proving a piece takes {proofUs:F0} us; target {TargetMicroseconds:F0} us a piece"));
        var isMet = Line("all have everything", new DecisionRun(content, _ => false), proofUs);
        isMet &= Line("half have a part", new DecisionRun(content, peer => peer % 2 == 1), proofUs);
        isMet &= Line("all but one have a part, and claims", new DecisionRun(content, peer => peer > 1, Id(500)), proofUs);
        isMet &= Line("half have a part, in sequence", new DecisionRun(content, peer => peer % 2 == 1, isSequential: true), proofUs);
        return isMet ? 0 : 1;
    }

    private static bool Line(string what, DecisionRun run, double proofUs)
    {
        run.Give(WarmUpPieces);
        var us = run.Give(MeasuredPieces);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36} {us,6:F2} us a piece, {100 * us / proofUs,5:F2} % of its proof, {(us <= TargetMicroseconds ? "met" : "missed")}; a source that tells what it has: {run.LearnMicroseconds / 1_000:F2} ms"));
        return us <= TargetMicroseconds;
    }

    private static double ProofMicroseconds(ContentId content)
    {
        var map = new PieceMap(content.SizeBytes);
        var piece = new byte[map.PieceBytes];
        MerkleTree.PieceRoot(piece, map);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 50; round++) MerkleTree.PieceRoot(piece, map);
        return watch.Elapsed.TotalMicroseconds / 50;
    }

    private static NodeId Id(int number) => new(Name(number));

    private static Bytes32 Name(int number)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, number * 7_919L);
        return new Bytes32(bytes);
    }

    /// <summary>One download whose sources give a piece a millisecond in turn.</summary>
    private sealed class DecisionRun
    {
        private readonly TransferTurn turn = new(new SeededDice(1));
        private readonly DownloadPlan plan;
        private readonly Random random = new(1);
        private long nowMs;

        public DecisionRun(ContentId content, Func<int, bool> isPartial, NodeId? self = null, bool isSequential = false)
        {
            plan = self is { } own ? new DownloadPlan(content, new Bitfield(Pieces), 100_000, null, isSequential) { Self = own } : new DownloadPlan(content, new Bitfield(Pieces), 100_000, null, isSequential);
            Do(() => plan.Start(true, turn));
            for (var peer = 1; peer <= SourceTable.SourcesMax; peer++) Do(() => plan.SourceFound(Id(peer), turn));
            for (var peer = 1; peer <= SourceTable.ContactedMax; peer++) Grant(Id(peer), isPartial(peer));
        }

        /// <summary>The slowest of them.</summary>
        public double LearnMicroseconds { get; private set; }

        /// <returns>Microseconds a piece.</returns>
        public double Give(int pieces)
        {
            var spent = TimeSpan.Zero;
            for (var given = 0; given < pieces; given++)
            {
                nowMs++;
                var open = plan.Requests;
                var request = open[given % open.Count];
                spent += Do(() => plan.PieceArrived(request.Peer, request.Connection, true, turn));
            }
            return spent.TotalMicroseconds / pieces;
        }

        private void Grant(NodeId peer, bool isPartial)
        {
            var have = new Bitfield(Pieces);
            for (var piece = 0; piece < Pieces; piece++)
            {
                if (!isPartial || random.Next(2) == 0) have.Set(piece);
            }
            Do(() => plan.Linked(peer, turn));
            LearnMicroseconds = Math.Max(LearnMicroseconds, Do(() => plan.Receive(peer, new Have(plan.Content, have.ToBytes()), turn)).TotalMicroseconds);
            Do(() => plan.Receive(peer, new Granted(plan.Content, 1), turn));
        }

        private TimeSpan Do(Action door)
        {
            turn.Begin(nowMs);
            var start = Stopwatch.GetTimestamp();
            door();
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
