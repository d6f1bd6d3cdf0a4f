using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A file system that the kernel itself lets fail: power that is cut, and blocks that are missing when they are to be written.</summary>
public sealed class RealDiskTests : IAsyncLifetime
{
    private const string NeedsMount = "This account may not mount a file system in a file for the test.";
    private const int BelowMegabytes = 30;
    private const int SizeBytes = 12_000_000;
    private const long SlowBytesPerSecond = 6_000_000;

    private static readonly TransferOptions Quick = new() { DiskRetryMs = 20, DiskRetryMaxMs = 100, CommitMs = 50, KeptFreeBytes = 0 };

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private LoopDisk disk = null!;
    private TransferNode bob = null!, alice = null!;
    private ThrottledProxy proxy = null!;
    private Guid id;

    public async ValueTask InitializeAsync()
    {
        disk = LoopDisk.TryMake(BelowMegabytes)!;
        Assert.SkipWhen(disk is null, NeedsMount);
        bob = await TransferNode.StartAsync(folder["bob"]);
        ContentId content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, SlowBytesPerSecond);
        alice = await TransferNode.StartAsync(folder["alice"], Quick, node => node with { Downloads = Path.Combine(disk!.Root, "downloads") });
        alice.Meet(bob, proxy.Port);
        // The copy is not over before the disk fails.
        proxy.HoldAfter(SizeBytes / 2);
        id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 3);
    }

    [Fact]
    public async Task A_power_failure_loses_nothing_that_was_noted_and_the_copy_goes_on_when_the_disk_is_back()
    {
        disk.CutPower();
        proxy.IsHeld = false;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains("tried again by itself", paused.Reason, StringComparison.Ordinal);
        Assert.True(paused.BytesDone > 0);

        disk.Unmount();
        await alice.UntilAsync(id, view => view is { State: DownloadState.Paused } && view.Reason.Contains("is not there", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(disk.Root));
        Assert.True(disk.Mount());
        await EndsExactAsync(askedAgainMax: SizeBytes - paused.BytesDone);
    }

    [Fact]
    public async Task Blocks_that_are_missing_when_memory_goes_to_the_disk_are_noticed_by_the_sync_and_nothing_is_noted()
    {
        disk.Fill();
        proxy.IsHeld = false;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.NotEqual(SizeBytes, paused.BytesDone);

        disk.Free();
        await EndsExactAsync(askedAgainMax: SizeBytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (alice is not null) await alice.DisposeAsync();
        proxy?.Dispose();
        if (bob is not null) await bob.DisposeAsync();
        disk?.Dispose();
        folder.Dispose();
    }

    private async Task EndsExactAsync(long askedAgainMax)
    {
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        // What is read then comes from the disk, not from memory that the disk never got.
        disk.Unmount();
        Assert.True(disk.Mount());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.InRange(bob.BytesSent, 0, SizeBytes + askedAgainMax);
    }
}
