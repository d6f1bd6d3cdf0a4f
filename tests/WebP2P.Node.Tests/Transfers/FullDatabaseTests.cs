using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>What the owner wants does not count before it is written, and what the disk does not give up stays on the list.</summary>
public sealed class FullDatabaseTests : IAsyncLifetime
{
    private const int SizeBytes = 2_000_000;
    private const int BrokenDisk = 5;
    private const int DiskMegabytes = 16;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly RefusingDatabase database = new();
    private KilledNode killed = null!;
    private ThrottledProxy proxy = null!;
    private TransferNode bob = null!, alice = null!;
    private ContentId content;

    public async ValueTask InitializeAsync()
    {
        killed = new KilledNode(folder, "alice");
        bob = await TransferNode.StartAsync(folder["bob"]);
        content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 500_000);
    }

    [Fact]
    public async Task A_pause_that_cannot_be_written_does_not_pause_and_one_that_can_does()
    {
        await StartAsync(new TransferOptions { CommitBytes = long.MaxValue, CommitMs = int.MaxValue });
        var id = await BeginAsync();
        database.IsFull = true;
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.PauseAsync(id, default));
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.PauseAllAsync(default));
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.PrioritizeAsync(id, DownloadPriority.High, default));
        Assert.Equal((DownloadState.Running, DownloadPriority.Normal), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.Priority));

        database.IsFull = false;
        Assert.Equal(DownloadState.Paused, (await alice.Downloads.PauseAsync(id, default)).Value!.State);
        Assert.Equal(DownloadState.Paused, await SavedAsync(id));
    }

    [Fact]
    public async Task A_resume_retry_or_check_that_cannot_be_written_leaves_the_pause()
    {
        await StartAsync();
        var id = await BeginAsync();
        await alice.Downloads.PauseAsync(id, default);
        database.IsFull = true;
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.ResumeAsync(id, default));
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.ResumeAllAsync(default));
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.RetryAsync(id, default));
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.VerifyAsync(id, default));
        await alice.UntilTickedAsync();
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.PausedBy));

        database.IsFull = false;
        proxy.IsHeld = false;
        Assert.Equal(1, await alice.Downloads.ResumeAllAsync(default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await alice.UntilStateAsync(id, DownloadState.Completed)).Path));
    }

    [Fact]
    public async Task A_removal_that_cannot_be_written_removes_nothing()
    {
        await StartAsync(new TransferOptions { CommitBytes = long.MaxValue, CommitMs = int.MaxValue });
        var id = await BeginAsync();
        database.IsFull = true;
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        Assert.Equal(DownloadState.Running, alice.Downloads.Find(id)!.State);
        Assert.Single(Directory.GetFileSystemEntries(alice.Folder));

        database.IsFull = false;
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        Assert.Empty(Directory.GetFileSystemEntries(alice.Folder));
        Assert.Null(alice.Downloads.Find(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_disk_does_not_give_up_stays_on_the_list_with_the_reason_until_it_does(bool isFinished)
    {
        var faults = new ScriptedFaults(Path.Combine(killed.Root, "downloads"));
        await StartAsync(disk: faults);
        var id = await BeginAsync(isFinished);
        faults.Fail(FileSystemCall.Delete, 1, BrokenDisk, lasting: true);
        var refusal = await alice.Downloads.RemoveAsync(id, deleteFile: true, default);

        Assert.Equal((RefusalKind.Unavailable, "not-removable"), (refusal!.Kind, refusal.Code));
        var kept = alice.Downloads.Find(id)!;
        Assert.Equal(isFinished ? DownloadState.Completed : DownloadState.Paused, kept.State);
        Assert.Contains("it was to be removed, but the disk with", kept.Reason, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(alice.Folder));
        faults.Heal();
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        Assert.Empty(Directory.GetFileSystemEntries(alice.Folder));
        Assert.Empty(alice.Downloads.List(null));
    }

    [Fact]
    public async Task What_could_not_be_removed_can_go_on()
    {
        var faults = new ScriptedFaults(Path.Combine(killed.Root, "downloads"));
        await StartAsync(disk: faults);
        var id = await BeginAsync();
        faults.Fail(FileSystemCall.Delete, 1, BrokenDisk, lasting: false);
        Assert.NotNull(await alice.Downloads.RemoveAsync(id, deleteFile: false, default));
        proxy.IsHeld = false;
        await alice.Downloads.ResumeAsync(id, default);
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await alice.UntilStateAsync(id, DownloadState.Completed)).Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_in_the_middle_of_a_removal_leaves_nothing_after_the_next_start(bool isFinished)
    {
        using var disk = new HeldDisk(Path.Combine(killed.Root, "downloads"));
        await StartAsync(disk: disk);
        var id = await BeginAsync(isFinished);
        disk.At(FileSystemCall.Delete, 1, killed.Kill);
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        await alice.DisposeAsync();
        killed.Restore();
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(killed.Root, "downloads")));
        await StartAsync();

        await Waiting.UntilAsync(() => Directory.GetFileSystemEntries(alice.Folder).Length == 0);
        await Waiting.UntilAsync(() => alice.Get<TransferServices>().Store.FindAsync(id).Result is null);
        Assert.Empty(alice.Downloads.List(null));
    }

    [Fact]
    public async Task A_removal_on_a_disk_that_can_only_be_read_is_refused_and_changes_nothing()
    {
        using var disk = SmallDisk.TryMake(DiskMegabytes);
        Assert.SkipWhen(disk is null, "This account may not mount a small file system for the test.");
        alice = await TransferNode.StartAsync(killed.Root, configure: options => options with { Downloads = disk.Root }, meetFirst: node => node.Meet(bob, proxy.Port));
        var id = await BeginAsync(isFinished: true);
        await Waiting.UntilAsync(() => SavedAsync(id).Result == DownloadState.Completed);
        Assert.True(disk.Remount(readOnly: true));
        var refusal = await alice.Downloads.RemoveAsync(id, deleteFile: true, default);
        Assert.Contains($"{disk.Root} cannot be written to", refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(DownloadState.Completed, alice.Downloads.Find(id)!.State);
        Assert.Equal(DownloadState.Completed, await SavedAsync(id));
        Assert.True(disk.Remount(readOnly: false));
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        Assert.Empty(Directory.GetFileSystemEntries(disk.Root));
    }

    public async ValueTask DisposeAsync()
    {
        database.IsFull = false;
        if (alice is not null) await alice.DisposeAsync();
        await bob.DisposeAsync();
        proxy.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync(TransferOptions? options = null, IFileSystemFaults? disk = null) => alice = await TransferNode.StartAsync(
        killed.Root,
        options,
        add: services =>
        {
            database.AddTo(services);
            if (disk is not null) services.AddSingleton(new DurableFile(disk));
        },
        meetFirst: node => node.Meet(bob, proxy.Port));

    /// <summary>Half of it is here and no more comes, or all of it.</summary>
    private async Task<Guid> BeginAsync(bool isFinished = false)
    {
        if (!isFinished) proxy.HoldAfter(SizeBytes / 2);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => isFinished ? view.State == DownloadState.Completed : view is { State: DownloadState.Running, BytesDone: > 0 });
        return id;
    }

    private async Task<DownloadState> SavedAsync(Guid id) => (DownloadState)(await alice.Get<TransferServices>().Store.FindAsync(id))!.State;
}
