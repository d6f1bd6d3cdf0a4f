using WebP2P.Protocols.Overlays;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

public sealed class SamplerTests
{
    private const int Draws = 200_000;

    [Fact]
    public void Logarithms_and_powers_of_whole_numbers_are_those_of_the_textbook()
    {
        foreach (var number in new ulong[] { 1, 2, 3, 10, 1_000_003, ulong.MaxValue })
            Assert.Equal(Math.Log2(number), FixedPoint.Log2(number) / (double)FixedPoint.One, 1e-6);
        foreach (var power in new[] { -31.5, -1, -0.25, 0, 0.5, 1, 2.75, 20 })
            Assert.Equal(Math.Pow(2, power), FixedPoint.Exp2((long)(power * FixedPoint.One)) / (double)FixedPoint.One, Math.Max(1e-6, Math.Pow(2, power) * 1e-8));
        Assert.Equal(0, FixedPoint.Exp2(-40 * FixedPoint.One));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(0)]
    [InlineData(2_000)]
    public void Ranks_are_drawn_after_Zipfs_law(int exponentPerMille)
    {
        const int ranks = 50;
        var (zipf, dice, counts) = (new ZipfSampler(ranks, exponentPerMille), new SeededDice(1), new int[ranks]);
        for (var draw = 0; draw < Draws; draw++) counts[zipf.Draw(dice)]++;
        var sum = Enumerable.Range(1, ranks).Sum(rank => Math.Pow(rank, -exponentPerMille / 1_000.0));
        foreach (var rank in new[] { 0, 1, 9, 49 })
        {
            var expected = Draws * Math.Pow(rank + 1, -exponentPerMille / 1_000.0) / sum;
            Assert.InRange(counts[rank], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        }
        Assert.InRange(Enumerable.Range(0, ranks).Sum(rank => zipf.Share(rank, 5_000)), 4_950, 5_050);
    }

    [Theory]
    [InlineData(1_000, 1.0, 0.6931)]
    [InlineData(500, 2.0, 0.4805)]
    [InlineData(2_000, 0.8862, 0.8326)]
    public void Times_are_drawn_after_Weibulls_law(int shapePerMille, double mean, double median)
    {
        const long scaleMs = 1_000_000;
        var (weibull, dice) = (new WeibullSampler(shapePerMille, scaleMs), new SeededDice(1));
        var times = Enumerable.Range(0, Draws).Select(_ => weibull.DrawMs(dice)).Order().ToList();
        Assert.InRange(times.Average() / scaleMs, mean * 0.97, mean * 1.03);
        Assert.InRange(times[Draws / 2] / (double)scaleMs, median * 0.97, median * 1.03);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(0UL)]
    public void Even_the_rarest_draw_gives_a_time_within_bounds(ulong drawn)
    {
        Assert.InRange(new WeibullSampler(LabBounds.ChurnShapePerMilleMin, LabBounds.VirtualMsMax).DrawMs(new LoadedDice(drawn)), 1, 1_000 * LabBounds.VirtualMsMax);
        Assert.InRange(new WeibullSampler(LabBounds.ChurnShapePerMilleMax, LabBounds.ChurnScaleMsMin).DrawMs(new LoadedDice(drawn)), 1, 1_000 * LabBounds.ChurnScaleMsMin);
    }

    private sealed class LoadedDice(ulong always) : Dice
    {
        public override ulong NextUInt64() => always;
    }
}
