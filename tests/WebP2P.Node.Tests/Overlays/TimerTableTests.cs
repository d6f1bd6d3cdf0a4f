using WebP2P.Node.Overlays;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Overlays;

public sealed class TimerTableTests
{
    private static readonly TimerKey Key = new(1);

    private readonly TimerTable timers = new();

    [Theory]
    [InlineData(10, 30)]
    [InlineData(30, 10)]
    public void A_timer_that_is_set_again_is_due_once_at_its_newest_time(long firstMs, long newestMs)
    {
        timers.Set(Key, firstMs);
        timers.Set(Key, newestMs);
        Assert.False(timers.TryTakeDue(newestMs - 1, out _));
        Assert.True(timers.TryTakeDue(newestMs, out var due));
        Assert.Equal(Key, due);
        Assert.False(timers.TryTakeDue(1_000, out _));
        Assert.Equal(0, timers.Count);
    }

    [Fact]
    public void Timers_of_different_keys_do_not_replace_each_other()
    {
        timers.Set(new TimerKey(1, 5), 10);
        timers.Set(new TimerKey(1, 6), 20);
        Assert.True(timers.TryTakeDue(30, out var first));
        Assert.True(timers.TryTakeDue(30, out var second));
        Assert.Equal([new TimerKey(1, 5), new TimerKey(1, 6)], [first, second]);
    }
}
