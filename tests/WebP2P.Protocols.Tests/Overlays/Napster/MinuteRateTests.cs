using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class MinuteRateTests
{
    private readonly MinuteRate rate = new();

    [Fact]
    public void The_last_sixty_seconds_count_and_no_others()
    {
        rate.Add(1_500, 3);
        rate.Add(2_000, 4);
        Assert.Equal(7, rate.Total(2_999));
        Assert.Equal(7, rate.Total(60_999));
        Assert.Equal(4, rate.Total(61_000));
        Assert.Equal(0, rate.Total(62_000));
    }

    [Fact]
    public void The_samples_are_seconds_in_order_the_running_one_last()
    {
        rate.Add(100_000);
        rate.Add(102_500, 5);
        var samples = rate.Samples(103_000);
        Assert.Equal(MinuteRate.Seconds, samples.Count);
        Assert.Equal([1L, 0L, 5L, 0L], samples.TakeLast(4));
    }

    [Fact]
    public void The_rate_is_that_of_whole_seconds()
    {
        rate.Add(10_000, 10);
        rate.Add(11_000, 20);
        rate.Add(12_000, 1_000);
        Assert.Equal(15, rate.PerSecond(12_500, 2));
    }

    [Fact]
    public void A_long_pause_leaves_nothing_and_a_time_that_runs_backwards_breaks_nothing()
    {
        rate.Add(1_000, 5);
        rate.Add(10_000_000, 1);
        Assert.Equal(1, rate.Total(10_000_000));
        rate.Add(5_000, 2);
        Assert.Equal(3, rate.Total(10_000_000));
    }
}
