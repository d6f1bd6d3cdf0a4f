using WebP2P.Protocols.Transfers;
using WebP2P.Simulation.Transfers;

namespace WebP2P.Simulation.Tests.Transfers;

public sealed class DownloadRunTests
{
    private const long SizeBytes = 25L << 20;
    private const long HourMs = 3_600_000;

    [Fact]
    public void Four_equal_sources_share_the_work_and_none_of_it_is_done_twice()
    {
        var run = new DownloadRun(SizeBytes, 1, [.. Enumerable.Repeat(new SourceScript(2_000_000, 40), 4)]);
        var outcome = run.Run(HourMs);
        Assert.InRange(outcome.FinishedMs, outcome.BoundMs, outcome.BoundMs + outcome.RequestMs + outcome.BoundMs / 20);
        Assert.All(run.Plan.Sources, source => Assert.InRange(source.PiecesGiven, 80, 120));
        Assert.InRange(outcome.WasteBytes, -1, 0);
    }

    [Fact]
    public void A_far_and_fast_source_is_kept_busy_over_a_long_line()
    {
        var outcome = new DownloadRun(100L << 20, 1, [new SourceScript(5_000_000, 200)]).Run(HourMs);
        Assert.InRange(outcome.OverBoundPerMille, -1_000, 50);
    }

    [Fact]
    public void Sources_so_fast_that_the_room_is_full_with_one_of_them_share_the_work_all_the_same()
    {
        var run = new DownloadRun(1L << 30, 1, [.. Enumerable.Repeat(new SourceScript(300_000_000, 1), 4)]);
        var outcome = run.Run(HourMs);
        Assert.InRange(outcome.FinishedMs, outcome.BoundMs, outcome.BoundMs + outcome.BoundMs / 4);
        Assert.All(run.Plan.Sources, source => Assert.InRange(source.PiecesGiven, 180, 332));
    }

    [Fact]
    public void Sources_of_every_speed_up_to_a_gigabyte_a_second_bring_the_last_piece_too()
    {
        var draw = new SourceDraw { SlowestBytesPerSecond = 10_000_000 };
        foreach (var seed in Enumerable.Range(1, 300))
        {
            var (sizeBytes, scripts) = draw.Draw((ulong)seed);
            Assert.True(new DownloadRun(sizeBytes, (ulong)seed, scripts).Run(HourMs).IsDone, $"seed {seed}");
        }
    }

    [Fact]
    public void A_slow_source_does_not_hold_up_the_end()
    {
        var outcome = new DownloadRun(SizeBytes, 1, [new(4_000_000, 20), new(4_000_000, 20), new(10_000, 20)]).Run(HourMs);
        Assert.True(outcome.IsDone);
        Assert.InRange(outcome.OverBoundPerMille, -1_000, 50);
    }

    [Fact]
    public void Near_the_end_a_slow_source_is_given_nothing_that_others_have_sooner()
    {
        var run = new DownloadRun(100L << 20, 1, [new(1_000_000, 20), new(1_000_000, 20), new(50_000, 20)]);
        var outcome = run.Run(HourMs);
        Assert.InRange(run.Plan.Sources[2].PiecesGiven, 1, 2);
        Assert.InRange(outcome.WasteBytes, -1, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_that_dies_at_a_third_costs_its_rate_and_no_wait_even_when_it_dies_without_a_word(bool silently)
    {
        SourceScript[] scripts = [new(2_000_000, 40), new(2_000_000, 40), new(2_000_000, 40), new(2_000_000, 40) { DiesAtMs = 1_000, DiesSilently = silently }];
        var outcome = new DownloadRun(SizeBytes, 1, scripts).Run(HourMs);
        Assert.InRange(outcome.FinishedMs, outcome.BoundMs, outcome.BoundMs + outcome.BoundMs / 4);
    }

    [Fact]
    public void In_sequence_the_first_pieces_are_here_long_before_the_last_ones()
    {
        var run = new DownloadRun(SizeBytes, 1, [new(1_000_000, 40), new(1_000_000, 40)], isSequential: true);
        run.Run(SizeBytes / 4_000);
        var half = run.Plan.Map.Count / 2;
        Assert.False(run.Plan.Verified.IsFull);
        Assert.All(Enumerable.Range(0, half - 40), piece => Assert.True(run.Plan.Verified[piece], $"piece {piece}"));
        Assert.All(Enumerable.Range(half + 40, half - 40), piece => Assert.False(run.Plan.Verified[piece], $"piece {piece}"));
    }

    [Fact]
    public void A_source_that_lies_is_left_after_two_bad_pieces_and_gives_nothing()
    {
        var run = new DownloadRun(SizeBytes, 1, [new(1_000_000, 40), new(4_000_000, 40) { LiesPerMille = 1_000 }]);
        Assert.True(run.Run(HourMs).IsDone);
        var liar = run.Plan.Sources[1];
        Assert.Equal((SourceStanding.Left, 2, 0), (liar.Standing, liar.BadPieces, liar.PiecesGiven));
    }
}
