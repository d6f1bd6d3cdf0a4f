using WebP2P.Protocols.Overlays;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays;

public sealed class GrowingPauseTests
{
    [Fact]
    public void A_pause_doubles_with_each_failure_up_to_the_longest_and_begins_small_again()
    {
        var pause = new GrowingPause(100, 1_000);
        Assert.Equal([100L, 200, 400, 800, 1_000, 1_000], Enumerable.Range(0, 6).Select(_ => pause.NextMs()));
        pause.Reset();
        Assert.Equal(100, pause.NextMs());
    }

    [Fact]
    public void It_never_overflows()
    {
        var pause = new GrowingPause(30_000, 3_600_000);
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.InRange(pause.NextMs(), 30_000, 3_600_000));
    }

    [Fact]
    public void Drawn_pauses_lie_in_the_upper_half_and_differ()
    {
        var drawn = Enumerable.Range(1, 200).Select(seed => new GrowingPause(1_000, 1_000).NextMs(new SeededDice((ulong)seed))).ToList();
        Assert.All(drawn, pause => Assert.InRange(pause, 500, 1_000));
        Assert.True(drawn.Distinct().Count() > 100);
    }
}
