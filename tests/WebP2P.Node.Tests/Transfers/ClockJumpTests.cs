using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>The clock on the wall is set while a copy runs, and the machine sleeps: commits and deadlines go by time that only goes on.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private const int SizeBytes = 8_000_000;
    private const long SlowBytesPerSecond = 4_000_000;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly SetClock clock = new();

    [Theory]
    [InlineData(-3_000)]
    [InlineData(3_000)]
    public async Task A_clock_that_is_set_by_years_while_a_copy_runs_changes_nothing(int days)
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"], add: services => services.AddSingleton<TimeProvider>(clock));
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { CommitMs = 50 }, add: services => services.AddSingleton<TimeProvider>(clock));
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, SlowBytesPerSecond);
        alice.Meet(bob, proxy.Port);
        // Only a commit by time can note the last pieces then: there are too few for one by size, and the end is not near.
        proxy.HoldAfter(SizeBytes * 3 / 4);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 4);
        // Views are new right after a commit; a moment later there is something to commit when the clock jumps.
        var passed = proxy.PassedBytes;
        await Waiting.UntilAsync(() => proxy.PassedBytes > passed + SizeBytes / 20 || proxy.IsHeld);
        clock.Wall = TimeSpan.FromDays(days);
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);
        await Waiting.UntilAsync(() => NotedBytes(alice) >= SizeBytes / 2 && NotedBytes(alice) == alice.Downloads.Find(id)!.BytesDone);
        Assert.InRange(NotedBytes(alice), SizeBytes / 2, SizeBytes - 1);
        proxy.IsHeld = false;
        clock.Wall = TimeSpan.FromDays(-days);
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        await Waiting.UntilAsync(() => bob.BytesSent >= SizeBytes);
        Assert.Equal(SizeBytes, bob.BytesSent);
    }

    [Fact]
    public async Task A_machine_that_slept_an_hour_goes_on_by_itself()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { CommitMs = 50 }, add: services => services.AddSingleton<TimeProvider>(clock));
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, SlowBytesPerSecond);
        alice.Meet(bob, proxy.Port);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 4);
        (clock.Wall, clock.Monotonic) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>What a restart would believe.</summary>
    private static long NotedBytes(TransferNode node)
    {
        var map = new PieceMap(SizeBytes);
        using var context = node.Get<IDbContextFactory<NodeDbContext>>().CreateDbContext();
        if (context.Downloads.AsNoTracking().Single().Bitmap is not { } bitmap || !Bitfield.TryParse(bitmap, map.Count, out var noted)) return 0;
        return Enumerable.Range(0, map.Count).Where(piece => noted[piece]).Sum(piece => (long)map.Length(piece));
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Wall { get; set; }

        public TimeSpan Monotonic { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Wall;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Monotonic.TotalSeconds * TimestampFrequency);
    }
}
