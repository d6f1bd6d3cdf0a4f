using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class DownloadSimulationTests
{
    private const int Pieces = 400;
    private const int PieceBytes = 65_536;

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void Four_equal_sources_share_the_work_and_hardly_any_is_done_twice(ulong seed)
    {
        var run = new DownloadSimulation(Pieces, seed, [.. Enumerable.Range(1, 4).Select(number => new SimulatedSource(Peer(number), 2_000))]);
        run.Run(untilMs: 600_000);
        Assert.True(run.IsDone);
        Assert.All(run.Plan.Sources, source => Assert.InRange(source.PiecesGiven, Pieces * 15 / 100, Pieces * 35 / 100));
        Assert.InRange(run.NowMs, 1, 1.25 * Pieces * PieceBytes / 8_000);
        Assert.InRange(run.Fetched, Pieces, Pieces * 102 / 100 + 4);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Rates_deaths_liars_and_late_joiners_end_in_every_piece_verified(ulong seed)
    {
        var run = new DownloadSimulation(Pieces, seed, Crowd(seed));
        run.Run(untilMs: 3_600_000);
        Assert.True(run.IsDone);
        Assert.True(run.Plan.Verified.IsFull);
        Assert.Equal(Pieces, run.Plan.Sources.Sum(source => source.PiecesGiven));
        Assert.InRange(run.InFlightBytesMax, 1, RequestTable.InFlightBytesMax);
        foreach (var source in run.Plan.Sources.Where(source => source.Peer == Peer(3)))
        {
            Assert.InRange(source.BadPieces, 1, DownloadPlan.BadPiecesMax);
            Assert.Equal(0, source.PiecesGiven);
        }
    }

    [Fact]
    public void A_slow_source_does_not_hold_up_the_end()
    {
        var run = new DownloadSimulation(Pieces, 1, new(Peer(1), 4_000), new(Peer(2), 4_000), new(Peer(3), 20));
        run.Run(untilMs: 600_000);
        Assert.True(run.IsDone);
        Assert.InRange(run.NowMs, 1, 1.1 * Pieces * PieceBytes / 8_000 + 200);
    }

    [Fact]
    public void A_source_that_dies_at_a_third_costs_little_more_than_its_rate()
    {
        var run = new DownloadSimulation(Pieces, 1, new(Peer(1), 2_000), new(Peer(2), 2_000), new(Peer(3), 2_000), new(Peer(4), 2_000) { DiesAtMs = 1_000 });
        run.Run(untilMs: 600_000);
        Assert.True(run.IsDone);
        Assert.InRange(run.NowMs, 1, 1.25 * (1_000 + (Pieces * PieceBytes - 8_000_000) / 6_000));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_twice()
    {
        var digests = Enumerable.Range(0, 2).Select(_ =>
        {
            var run = new DownloadSimulation(Pieces, 42, Crowd(42));
            run.Run(untilMs: 3_600_000);
            return run.Digest;
        }).ToList();
        Assert.Equal(digests[0], digests[1]);
    }

    /// <summary>A slow whole source that stays, a partial one, a liar, one that dies and one that comes late.</summary>
    private static SimulatedSource[] Crowd(ulong seed)
    {
        var dice = new TransferDice(seed);
        var half = new Bitfield(Pieces);
        for (var piece = 0; piece < Pieces; piece += 2) half.Set(piece);
        return
        [
            new(Peer(1), 200 + dice.Below(2_000)),
            new(Peer(2), 200 + dice.Below(4_000)) { Pieces = half },
            new(Peer(3), 1_000 + dice.Below(4_000)) { Lies = true },
            new(Peer(4), 500 + dice.Below(4_000)) { DiesAtMs = 200 + dice.Below(3_000) },
            new(Peer(5), 500 + dice.Below(2_000)) { JoinsAtMs = dice.Below(4_000) },
        ];
    }
}
