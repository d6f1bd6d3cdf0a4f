using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using WebP2P.Simulation.Transfers;

namespace WebP2P.Simulation.Tests.Transfers;

public sealed class SourceSetTests(ITestOutputHelper output)
{
    private const int Sets = 1_000;
    private const long DayMs = 86_400_000;

    private readonly record struct SetResult(ulong Seed, long SizeBytes, IReadOnlyList<SourceScript> Scripts, DownloadOutcome Outcome, IReadOnlyList<TransferSource> Sources)
    {
        public long PieceBytes => new PieceMap(SizeBytes).PieceBytes;

        public long WastePerMille => Outcome.WasteBytes * 1_000 / SizeBytes;
    }

    [Fact]
    public void A_thousand_random_sets_end_within_three_percent_and_one_request_of_what_no_schedule_can_beat()
    {
        var results = Run(new SourceDraw(), Sets);
        Assert.All(results, result => Assert.True(result.Outcome.IsDone, $"seed {result.Seed}"));
        Assert.All(results, result => Assert.True(result.Outcome.OverBoundPerMille <= 30, $"seed {result.Seed}: {result.Outcome}"));
        Assert.All(results, result => Assert.True(result.Outcome.FinishedMs >= result.Outcome.BoundMs - 1, $"seed {result.Seed}: sooner than can be"));
        Assert.All(results, result => Assert.InRange(result.Outcome.InFlightBytesMax, 1, RequestTable.InFlightBytesMax + SilentBytesMax(result)));
        Assert.InRange(results.Sum(result => result.Outcome.WasteBytes), 0, results.Sum(result => result.SizeBytes) / 50);
        Assert.All(results, result => Assert.True(result.Outcome.WasteBytes <= result.SizeBytes / 50 + Unavoidable(result), $"seed {result.Seed}: {result.Outcome}"));
    }

    [Fact]
    public void Small_pieces_do_as_well()
    {
        var results = Run(new SourceDraw { SizeBitsMin = 25, SizeBitsMax = 26 }, Sets / 5);
        Assert.All(results, result => Assert.True(result.Outcome.IsDone && result.Outcome.FinishedMs >= result.Outcome.BoundMs - 1, $"seed {result.Seed}: {result.Outcome}"));
        Assert.All(results, result => Assert.True(result.Outcome.OverBoundPerMille <= 100, $"seed {result.Seed}: {result.Outcome}"));
        Assert.InRange(results.Count(result => result.Outcome.OverBoundPerMille > 30), 0, results.Count / 20);
    }

    [Fact]
    public void With_three_of_ten_lying_every_copy_is_whole_and_each_liar_is_left_after_two_bad_pieces()
    {
        var results = Run(new SourceDraw { LiePerMille = 300, SizeBitsMin = 28 }, Sets / 5);
        foreach (var result in results)
        {
            Assert.True(result.Outcome.IsDone, $"seed {result.Seed}");
            Assert.InRange(result.WastePerMille, -1, 100);
            Assert.All(result.Sources, source => Assert.InRange(source.BadPieces, 0, DownloadPlan.BadPiecesMax));
        }
        Assert.Contains(results, result => result.Sources.Any(source => source.Standing == SourceStanding.Left));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        ulong Digest(ulong seed) => new DownloadRun(200L << 20, seed, new SourceDraw().Draw(7).Sources).Run(DayMs).Digest;
        Assert.Equal(Digest(1), Digest(1));
        Assert.NotEqual(Digest(1), Digest(2));
    }

    private List<SetResult> Run(SourceDraw draw, int sets)
    {
        output.WriteLine($"seeds 1 to {sets}, {draw}");
        List<SetResult> results = [.. Enumerable.Range(1, sets).Select(seed => Run(draw, (ulong)seed))];
        foreach (var worst in results.OrderByDescending(result => result.Outcome.OverBoundPerMille).Take(5)) output.WriteLine($"seed {worst.Seed}: {worst.Outcome.OverBoundPerMille} per mille over the bound of {worst.Outcome.BoundMs} ms");
        foreach (var worst in results.OrderByDescending(result => result.WastePerMille).Take(5)) output.WriteLine($"seed {worst.Seed}: {worst.WastePerMille} per mille wasted of {worst.SizeBytes} bytes");
        output.WriteLine($"wasted in all: {results.Sum(result => result.Outcome.WasteBytes) * 10_000 / results.Sum(result => result.SizeBytes)} of 10,000");
        output.WriteLine($"digest {results.Aggregate(0UL, (digest, result) => digest * 31 + result.Outcome.Digest):x16}");
        return results;
    }

    private static SetResult Run(SourceDraw draw, ulong seed)
    {
        var (sizeBytes, scripts) = draw.Draw(seed);
        var run = new DownloadRun(sizeBytes, seed, scripts);
        return new SetResult(seed, sizeBytes, scripts, run.Run(10 * DayMs), run.Plan.Sources);
    }

    /// <summary>A piece comes whole from one source: what a liar gives and what a death cuts off on both connections cannot be used.</summary>
    private static long Unavoidable(SetResult result) => 2 * result.PieceBytes * (1 + result.Scripts.Count(script => !script.IsHonest || script.DiesAtMs < result.Outcome.FinishedMs));

    /// <summary>What a source that fell silent was asked for is no longer on its way.</summary>
    private static long SilentBytesMax(SetResult result) => result.Scripts.Any(script => script.DiesSilently) ? RequestTable.InFlightBytesMax / 2 : 0;
}
