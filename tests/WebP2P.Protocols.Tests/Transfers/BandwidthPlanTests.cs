using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class BandwidthPlanTests
{
    private const int Chunk = 256 * 1024;
    private const long WindowMs = 10_000;

    private readonly BandwidthPlan plan = new();
    private readonly List<BandwidthWish> moved = [];
    private long nowMs;

    [Theory]
    [InlineData(32 << 10)]
    [InlineData(1_000_003)]
    [InlineData(25_000_000)]
    [InlineData(1_000_000_000)]
    public void A_limit_holds_within_3_percent_over_any_10_seconds_however_late_the_timers_come(long bytesPerSecond)
    {
        var dice = new TransferDice(7);
        plan.Set(bytesPerSecond, 0, 0, 0);
        var times = new List<(long AtMs, long Bytes)> { (0, 0) };
        Keep(TransferDirection.Upload, peers: 5);
        for (var total = 0L; nowMs < 5 * WindowMs;)
        {
            total += Run(dice.Below(120));
            times.Add((nowMs, total));
        }

        foreach (var (startMs, before) in times.Where(line => line.AtMs <= 3 * WindowMs))
        {
            var (endMs, after) = times.First(line => line.AtMs >= startMs + WindowMs);
            var ideal = bytesPerSecond * (endMs - startMs) / 1_000.0;
            Assert.InRange(after - before, 0.97 * ideal, 1.03 * ideal);
        }
    }

    [Fact]
    public void After_a_rest_no_more_than_a_fifth_of_a_second_is_made_up_for()
    {
        plan.Set(1_000_000, 0, 0, 0);
        nowMs = 3_600_000;
        Keep(TransferDirection.Upload, peers: 1);
        Assert.InRange(Run(0), 200_000, 200_000 + 20_000);
    }

    [Fact]
    public void A_new_limit_counts_at_once_for_those_who_wait()
    {
        plan.Set(32 << 10, 0, 0, 0);
        Keep(TransferDirection.Upload, peers: 3);
        Run(10);
        Run(10);
        plan.Set(0, 0, 0, nowMs);
        moved.Clear();
        plan.Release(nowMs, moved);
        Assert.Equal(3, moved.Count);
        Assert.All(moved, wish => Assert.Equal(Chunk, wish.Granted));
    }

    [Fact]
    public void What_was_saved_or_owed_at_the_old_limit_is_forgotten()
    {
        plan.Set(100_000_000, 0, 0, 0);
        Keep(TransferDirection.Upload, peers: 1);
        nowMs = 1_000;
        Run(0);
        plan.Set(100_000, 0, 0, nowMs);
        Assert.InRange(Enumerable.Range(0, 100).Sum(_ => Run(10)), 97_000, 103_000);
    }

    [Fact]
    public void Peers_take_turns_however_many_requests_each_has()
    {
        plan.Set(1_000_000, 0, 0, 0);
        Keep(TransferDirection.Upload, peers: 4);
        for (var more = 0; more < 20; more++) plan.Ask(new BandwidthWish(TransferDirection.Upload, Peer(0), Chunk));
        var given = new Dictionary<int, long>();
        for (var step = 0; step < 500; step++)
        {
            Run(20);
            foreach (var wish in moved) given[Number(wish)] = given.GetValueOrDefault(Number(wish)) + wish.Granted;
        }

        Assert.Equal(4, given.Count);
        Assert.All(given.Values, bytes => Assert.InRange(bytes, 0.97 * 2_500_000, 1.03 * 2_500_000));
    }

    [Fact]
    public void The_limit_of_both_together_is_shared_by_the_directions_and_none_gets_more_than_its_own()
    {
        plan.Set(0, 100_000, 1_000_000, 0);
        Keep(TransferDirection.Upload, peers: 2);
        Keep(TransferDirection.Download, peers: 2);
        var (up, down) = (0L, 0L);
        for (var step = 0; step < 1_000; step++)
        {
            Run(10);
            up += moved.Where(wish => wish.Direction == TransferDirection.Upload).Sum(wish => (long)wish.Granted);
            down += moved.Where(wish => wish.Direction == TransferDirection.Download).Sum(wish => (long)wish.Granted);
        }

        Assert.InRange(down, 970_000, 1_030_000);
        Assert.InRange(up + down, 9_700_000, 10_300_000);
    }

    [Fact]
    public void Who_withdraws_is_passed_over_and_nobody_is_woken_for_nothing()
    {
        plan.Set(32 << 10, 0, 0, 0);
        var wish = new BandwidthWish(TransferDirection.Upload, Peer(1), Chunk);
        plan.Charge(TransferDirection.Upload, 100_000);
        plan.Ask(wish);
        Assert.NotNull(plan.Release(0, moved));
        plan.Withdraw(wish);
        Assert.Null(plan.Release(60_000, moved));
        Assert.Empty(moved);
    }

    [Fact]
    public void A_time_that_runs_backwards_gives_nothing()
    {
        var bucket = new RateBucket();
        bucket.Set(1_000, 5_000);
        bucket.Take(1_000);
        Assert.Equal(1_001, bucket.WaitMs(5_000));
        Assert.Equal(1_001, bucket.WaitMs(4_000));
        Assert.Equal(1_001, bucket.WaitMs(5_000));
        Assert.Equal(0, bucket.WaitMs(6_001));
    }

    private void Keep(TransferDirection direction, int peers)
    {
        for (var peer = 0; peer < peers; peer++) plan.Ask(new BandwidthWish(direction, Peer(peer), Chunk));
    }

    /// <summary>Sleeps as long as the plan says and a little more; whoever moved asks again. Bytes that moved.</summary>
    private long Run(long lateMs)
    {
        moved.Clear();
        nowMs += lateMs;
        plan.Release(nowMs, moved);
        foreach (var wish in moved.ToList()) plan.Ask(new BandwidthWish(wish.Direction, wish.Peer, Chunk));
        return moved.Sum(wish => (long)wish.Granted) + Again();
    }

    /// <summary>As long as there is something at the same moment.</summary>
    private long Again()
    {
        var bytes = 0L;
        for (var before = moved.Count; ; before = moved.Count)
        {
            plan.Release(nowMs, moved);
            if (moved.Count == before) return bytes;
            foreach (var wish in moved.Skip(before).ToList())
            {
                bytes += wish.Granted;
                plan.Ask(new BandwidthWish(wish.Direction, wish.Peer, Chunk));
            }
        }
    }

    private static int Number(BandwidthWish wish) => Enumerable.Range(0, 10).First(number => Peer(number) == wish.Peer);
}
