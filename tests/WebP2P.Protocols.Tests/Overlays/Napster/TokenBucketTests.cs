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

    [Fact]
    public void What_is_charged_afterwards_may_be_owed_and_is_paid_by_time()
    {
        var bucket = new TokenBucket(10, 50);
        bucket.Charge(0, 70);
        Assert.Equal(2_000, bucket.DebtMs(0));
        Assert.Equal(1, bucket.DebtMs(1_999));
        Assert.Equal(0, bucket.DebtMs(2_000));
        Assert.False(bucket.TryTake(2_000));
        Assert.True(bucket.TryTake(2_100));
    }

    [Fact]
    public void A_bucket_is_full_when_it_rested_and_a_charge_without_bounds_is_bounded()
    {
        var bucket = new TokenBucket(10, 50);
        Assert.True(bucket.IsFull(0));
        bucket.Charge(0, 5);
        Assert.False(bucket.IsFull(499));
        Assert.True(bucket.IsFull(500));
        bucket.Charge(500, -1_000);
        Assert.Equal(50, Taken(bucket, 100, 500));
        for (var time = 0; time < 1_000; time++) bucket.Charge(500, long.MaxValue);
        Assert.True(bucket.DebtMs(500) > 0);
    }

    private static int Taken(TokenBucket bucket, int attempts, long nowMs) => Enumerable.Range(0, attempts).Count(_ => bucket.TryTake(nowMs));
}
