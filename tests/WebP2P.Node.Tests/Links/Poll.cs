namespace WebP2P.Node.Tests.Links;

/// <summary>Waits for a condition that nobody announces.</summary>
internal static class Poll
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var end = DateTimeOffset.UtcNow + Deadline;
        while (!condition())
        {
            Assert.True(DateTimeOffset.UtcNow < end, "The condition did not come true in time.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Lets other work run in between, so that rounds differ.</summary>
    public static async Task SpinAsync(int turns)
    {
        for (var turn = 0; turn < turns * 50; turn++) await Task.Yield();
    }
}
