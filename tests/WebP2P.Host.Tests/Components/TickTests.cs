using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Components.Live;

namespace WebP2P.Host.Tests.Components;

public sealed class TickTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Listeners_are_called_once_a_beat_and_not_after_they_left()
    {
        using var tick = new Tick(time);
        var calls = 0;
        var subscription = tick.Subscribe(() =>
        {
            calls++;
            return Task.CompletedTask;
        });

        time.Advance(TimeSpan.FromMilliseconds(2 * Tick.IntervalMs));
        subscription.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, calls);
    }

    [Fact]
    public void A_beat_is_skipped_while_the_last_one_is_still_at_work()
    {
        using var tick = new Tick(time);
        var calls = 0;
        var work = new TaskCompletionSource();
        using var subscription = tick.Subscribe(() =>
        {
            calls++;
            return work.Task;
        });

        time.Advance(TimeSpan.FromMilliseconds(4 * Tick.IntervalMs));

        Assert.Equal(1, calls);
    }
}
