using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_rested_bucket_gives_its_burst_and_no_more()
    {
        var bucket = new TokenBucket(perSecond: 10, burst: 50);
        Assert.Equal(50, Taken(bucket, 100, nowMs: 5));
        Assert.Equal(0, Taken(bucket, 1, nowMs: 5));
    }

    [Fact]
    public void A_token_comes_back_after_its_share_of_a_second_and_not_before()
    {
        var bucket = new TokenBucket(10, 50);
        Taken(bucket, 50, 0);
        Assert.False(bucket.TryTake(99));
        Assert.True(bucket.TryTake(100));
        Assert.False(bucket.TryTake(199));
        Assert.True(bucket.TryTake(200));
    }

    [Fact]
    public void Over_a_minute_it_gives_the_rate_and_the_burst()
    {
        var bucket = new TokenBucket(10, 50);
        var taken = Enumerable.Range(0, 60_001).Count(nowMs => bucket.TryTake(nowMs));
        Assert.Equal(50 + 600, taken);
    }

    [Fact]
    public void A_long_rest_fills_it_to_the_burst_only()
    {
        var bucket = new TokenBucket(10, 50);
        Taken(bucket, 50, 0);
        Assert.Equal(50, Taken(bucket, 100, long.MaxValue));
    }

    [Fact]
    public void Time_that_runs_backwards_fills_nothing()
    {
        var bucket = new TokenBucket(10, 1);
        Assert.True(bucket.TryTake(1_000));
        Assert.False(bucket.TryTake(0));
        Assert.False(bucket.TryTake(1_050));
        Assert.True(bucket.TryTake(1_100));
    }

    private static int Taken(TokenBucket bucket, int attempts, long nowMs) => Enumerable.Range(0, attempts).Count(_ => bucket.TryTake(nowMs));
}
