using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A disk of a few megabytes that is really full, or can only be read.</summary>
public sealed class DiskRoomTests : IAsyncLifetime
{
    private const string NeedsMount = "This account may not mount a small file system for the test.";
    private const int DiskMegabytes = 16;
    private const int SizeBytes = 9_000_000;
    private const int NotSupported = 95;

    private static readonly TransferOptions Quick = new() { DiskRetryMs = 20, DiskRetryMaxMs = 100, CommitMs = 50, KeptFreeBytes = 1 << 20 };

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private SmallDisk disk = null!;
    private TransferNode bob = null!;

    public async ValueTask InitializeAsync()
    {
        disk = SmallDisk.TryMake(DiskMegabytes)!;
        Assert.SkipWhen(disk is null, NeedsMount);
        bob = await TransferNode.StartAsync(folder["bob"]);
    }

    [Fact]
    public async Task What_does_not_fit_is_paused_before_a_byte_is_written_and_goes_on_when_there_is_room()
    {
        disk.Fill(leaveBytes: SizeBytes);
        await using var alice = await StartAsync();
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains("9 MB are needed", paused.Reason, StringComparison.Ordinal);
        Assert.Equal(["filler"], Directory.GetFileSystemEntries(disk.Root).Select(Path.GetFileName));

        disk.Free();
        await EndsExactAsync(alice, id, bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_have_reserved_is_not_given_twice(bool withHoles)
    {
        var holes = new ScriptedFaults(disk.Root);
        if (withHoles) holes.Fail(FileSystemCall.Allocate, 1, NotSupported, lasting: true);
        await using var alice = await StartAsync(faults: holes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 6_000_000);
        alice.Meet(bob, proxy.Port);
        var other = CopyTests.Bytes(SizeBytes, 2);
        var first = (await alice.StartDownloadAsync(bob.Share(bytes, "first"), bob.Id)).Id;
        await alice.UntilStateAsync(first, DownloadState.Running);
        var second = (await alice.StartDownloadAsync(bob.Share(other, "second"), bob.Id)).Id;
        var paused = await alice.UntilStateAsync(second, DownloadState.Paused);
        Assert.Contains("too little room", paused.Reason, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(disk.Root));

        await EndsExactAsync(alice, first, bytes);
        Assert.Equal(DownloadState.Paused, alice.Downloads.Find(second)!.State);
        Assert.Null(await alice.Downloads.RemoveAsync(first, deleteFile: true, default));
        await EndsExactAsync(alice, second, other);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(int.MaxValue)]
    public async Task A_disk_that_cannot_reserve_and_becomes_full_half_way_pauses_the_copy_until_there_is_room(int looksEveryMs)
    {
        // With a look now and then it is paused before it fails; without, a write really fails.
        var holes = new ScriptedFaults(disk.Root);
        holes.Fail(FileSystemCall.Allocate, 1, NotSupported, lasting: true);
        await using var alice = await StartAsync(Quick with { DiskRetryMs = looksEveryMs }, holes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        alice.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes / 2);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 4);
        disk.Fill(leaveBytes: looksEveryMs == int.MaxValue ? 0 : 2_000_000);
        proxy.IsHeld = false;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains(looksEveryMs == int.MaxValue ? "is full" : "too little room", paused.Reason, StringComparison.Ordinal);
        Assert.InRange(paused.BytesDone, 1, SizeBytes - 1);

        disk.Free();
        if (looksEveryMs == int.MaxValue) await alice.Downloads.ResumeAsync(id, default);
        await EndsExactAsync(alice, id, bytes);
        Assert.InRange(proxy.PassedBytes, SizeBytes, SizeBytes + 3_000_000);
    }

    [Fact]
    public async Task A_disk_that_can_only_be_read_is_said_and_the_copy_goes_on_when_it_can_be_written()
    {
        Assert.True(disk.Remount(readOnly: true));
        await using var alice = await StartAsync();
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Contains("can only be read", paused.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Root));

        Assert.True(disk.Remount(readOnly: false));
        await EndsExactAsync(alice, id, bytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (bob is not null) await bob.DisposeAsync();
        disk?.Dispose();
        folder.Dispose();
    }

    private async Task<TransferNode> StartAsync(TransferOptions? options = null, IFileSystemFaults? faults = null)
    {
        var alice = await TransferNode.StartAsync(
            folder["alice"],
            options ?? Quick,
            node => node with { Downloads = disk.Root },
            services =>
            {
                if (faults is not null) services.AddSingleton(new DurableFile(faults));
            });
        alice.Meet(bob);
        return alice;
    }

    private static async Task EndsExactAsync(TransferNode alice, Guid id, byte[] expected)
    {
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(expected, await File.ReadAllBytesAsync(done.Path));
    }
}
