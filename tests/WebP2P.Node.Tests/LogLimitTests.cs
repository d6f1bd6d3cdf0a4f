using Microsoft.Extensions.Time.Testing;

namespace WebP2P.Node.Tests;

public sealed class LogLimitTests
{
    [Fact]
    public void One_line_a_minute_for_each_thing_and_the_next_says_how_many_were_left_out()
    {
        var time = new FakeTimeProvider();
        var limit = new LogLimit(time);
        Assert.True(limit.TryTake("commit", out var leftOut));
        Assert.Equal(0, leftOut);
        for (var line = 0; line < 500; line++) Assert.False(limit.TryTake("commit", out _));
        Assert.True(limit.TryTake("search", out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.TryTake("commit", out leftOut));
        Assert.Equal(500, leftOut);
        Assert.False(limit.TryTake("commit", out _));
    }
}
