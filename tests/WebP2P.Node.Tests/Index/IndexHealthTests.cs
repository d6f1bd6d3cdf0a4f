using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Index;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexHealthTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Lines lines = new();
    private readonly IndexHealth health;

    public IndexHealthTests() => health = new IndexHealth(time, lines);

    [Fact]
    public void The_worst_of_what_is_wrong_is_shown_and_what_remains_when_it_is_over()
    {
        health.RebuildBecause("it was damaged.");
        health.BlockedBecause("there is no room.");
        Assert.Equal((IndexState.ReadOnly, "The own index is read-only: there is no room."), (health.View.State, health.View.Sentence));
        health.MissingBecause("it is gone.");
        Assert.Equal((IndexState.Unavailable, "it is gone."), (health.View.State, health.View.Reason));
        health.MissingBecause(null);
        health.BlockedBecause(null);
        Assert.Equal((IndexState.Rebuilding, 1), (health.View.State, health.View.BeganAnew));
        health.Rebuilt();
        Assert.Equal((IndexState.Ok, ""), (health.View.State, health.View.Reason));
    }

    [Fact]
    public void A_state_that_comes_and_goes_is_logged_once_a_minute_and_told_each_time()
    {
        var told = 0;
        health.Changed += () => told++;
        for (var second = 0; second < 120; second++)
        {
            health.BlockedBecause("there is no room.");
            health.BlockedBecause("there is no room.");
            health.BlockedBecause(null);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(240, told);
        Assert.Equal(2, lines.Warnings);
    }

    private sealed class Lines : ILogger<IndexHealth>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning) Warnings++;
        }
    }
}
