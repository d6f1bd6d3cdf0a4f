using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A finished download goes to another folder, perhaps on another disk, whatever happens on the way.</summary>
public sealed class MovedFileTests : IAsyncLifetime
{
    private const int Pieces = 10;
    private const int SizeBytes = Pieces * 64 * 1024 - 7;
    private const int DiskMegabytes = 16;
    private const int BrokenDisk = 5;
    private const int OtherDevice = 18;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly RefusingDatabase database = new();
    private KilledNode killed = null!;
    private HeldDisk held = null!;
    private ScriptedFaults faults = null!;
    private TransferNode bob = null!, alice = null!;
    private Guid id;
    private string old = "";

    private string Elsewhere => Path.Combine(killed.Root, "elsewhere");

    public async ValueTask InitializeAsync()
    {
        killed = new KilledNode(folder, "alice");
        Directory.CreateDirectory(Elsewhere);
        held = new HeldDisk(killed.Root);
        faults = new ScriptedFaults(killed.Root);
        bob = await TransferNode.StartAsync(folder["bob"]);
        ContentId content = bob.Share(bytes);
        await StartAsync();
        id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        old = (await alice.UntilStateAsync(id, DownloadState.Completed)).Path;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_file_is_in_the_other_folder_only_with_its_givers_and_stays_offered_there(bool onOtherDisk)
    {
        using var disk = onOtherDisk ? SmallDisk.TryMake(DiskMegabytes) : null;
        Assert.SkipWhen(onOtherDisk && disk is null, "This account may not mount a small file system for the test.");
        var target = disk?.Root ?? Elsewhere;
        var before = alice.Downloads.Find(id)!;
        Assert.Null((await alice.Downloads.MoveAsync(id, target, default)).Refusal);
        var moved = await MovedAsync(target);

        Assert.Equal((Path.Combine(target, "file.bin"), $"Complete: moved from {alice.Folder}."), (moved.Path, moved.Reason));
        Assert.Equal((before.CompletedAt, before.Sources.Single().BytesGiven), (moved.CompletedAt, moved.Sources.Single().BytesGiven));
        Assert.Equal(before.Pieces, moved.Pieces);
        Assert.Equal(moved.Path, (await alice.Library.FindAsync(new ContentId(moved.Hash, moved.Size), default))!.Path);
        Assert.Equal(1u, Links(moved.Path));
        await RestartAsync(false);
        Assert.Equal((DownloadState.Completed, moved.Path), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.Path));
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    [Fact]
    public async Task A_folder_that_will_not_do_is_refused_with_a_sentence_and_nothing_is_changed()
    {
        File.WriteAllText(Path.Combine(folder.MakeFolder("taken"), "FILE.bin"), "mine");
        await RefusedAsync("elsewhere", "folder-forbidden", "whole path");
        await RefusedAsync(folder["nowhere"], "folder-forbidden", "There is no folder");
        await RefusedAsync(folder.MakeFolder(".webp2p-0-1.part"), "folder-forbidden", "unfinished downloads");
        await RefusedAsync(folder["taken"], "file-exists", "a file of this name");
        await RefusedAsync(alice.Folder, "already-there", "already");
        using (var disk = SmallDisk.TryMake(1))
        {
            if (disk is not null) disk.Fill();
            if (disk is not null) await RefusedAsync(disk.Root, "no-room", "too little room");
            if (disk?.Remount(readOnly: true) == true) await RefusedAsync(disk.Root, "folder-forbidden", "cannot be written to");
        }
        Assert.Equal(RefusalKind.NotFound, (await alice.Downloads.MoveAsync(Guid.NewGuid(), Elsewhere, default)).Refusal!.Kind);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder["taken"], "FILE.bin")));
    }

    [Fact]
    public async Task What_is_not_finished_not_there_or_not_writable_in_the_database_is_not_moved()
    {
        var waits = (await alice.StartDownloadAsync(new ContentId(alice.Downloads.Find(id)!.Hash, 77))).Id;
        Assert.Equal("not-complete", (await alice.Downloads.MoveAsync(waits, Elsewhere, default)).Refusal!.Code);
        database.IsFull = true;
        await Assert.ThrowsAsync<SqliteException>(() => alice.Downloads.MoveAsync(id, Elsewhere, default));
        Assert.Equal((DownloadState.Completed, old), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.Path));
        database.IsFull = false;
        File.Delete(old);
        await RefusedAsync(Elsewhere, "file-gone", "not there");
    }

    [Theory]
    [InlineData(false, "Link", 1)]
    [InlineData(false, "SyncFolder", 1)]
    [InlineData(false, "Delete", 1)]
    [InlineData(false, "SyncFolder", 2)]
    [InlineData(true, "Allocate", 1)]
    [InlineData(true, "Write", Pieces / 2)]
    [InlineData(true, "Sync", 1)]
    [InlineData(true, "Rename", 1)]
    [InlineData(true, "SyncFolder", 2)]
    [InlineData(true, "Delete", 1)]
    [InlineData(true, "SyncFolder", 3)]
    public async Task A_kill_at_any_step_is_gone_on_from_and_leaves_one_file(bool copies, string call, int nth)
    {
        if (copies) faults.Fail(FileSystemCall.Link, 1, OtherDevice, lasting: false);
        held.At(Enum.Parse<FileSystemCall>(call), nth, killed.Kill);
        Assert.Null((await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal);
        await MovedAsync(Elsewhere);
        Assert.True(held.HasCome);
        await RestartAsync(true);

        await MovedAsync(Elsewhere);
        await Waiting.UntilAsync(() => Directory.GetFileSystemEntries(alice.Folder).Length == 0);
        Assert.Equal(["file.bin"], Directory.GetFileSystemEntries(Elsewhere).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("Write", 3)]
    [InlineData("Sync", 1)]
    [InlineData("Rename", 1)]
    public async Task A_disk_that_fails_on_the_way_leaves_the_file_where_it_was_and_says_so(string call, int nth)
    {
        faults.Fail(FileSystemCall.Link, 1, OtherDevice, lasting: false);
        held.At(FileSystemCall.Allocate, 1, () => faults.Fail(Enum.Parse<FileSystemCall>(call), nth, BrokenDisk, lasting: false));
        Assert.Null((await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal);
        var still = await alice.UntilAsync(id, view => view.State == DownloadState.Completed && view.Reason.Contains("could not be moved", StringComparison.Ordinal));

        Assert.Equal(old, still.Path);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(old));
        Assert.Empty(Directory.GetFileSystemEntries(Elsewhere));
        Assert.Null((await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal);
        await MovedAsync(Elsewhere);
    }

    [Fact]
    public async Task A_file_whose_bytes_changed_is_not_copied_away()
    {
        faults.Fail(FileSystemCall.Link, 1, OtherDevice, lasting: false);
        using (var file = File.OpenHandle(old, access: FileAccess.Write)) RandomAccess.Write(file, "broken"u8, SizeBytes / 2);
        Assert.Null((await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal);
        var still = await alice.UntilAsync(id, view => view.State == DownloadState.Completed && view.Reason.Contains("no longer what was copied", StringComparison.Ordinal));
        Assert.Equal(old, still.Path);
        Assert.Empty(Directory.GetFileSystemEntries(Elsewhere));
    }

    [Fact]
    public async Task A_copy_to_another_disk_is_seen_and_a_removal_on_the_way_leaves_nothing_of_it()
    {
        faults.Fail(FileSystemCall.Link, 1, OtherDevice, lasting: false);
        held.HoldAt(FileSystemCall.Write, Pieces / 2);
        Assert.Null((await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal);
        var half = await alice.UntilAsync(id, view => view is { State: DownloadState.Verifying, BytesDone: < SizeBytes });
        Assert.Contains($"Copies to {Elsewhere}", half.Reason, StringComparison.Ordinal);
        Assert.Equal("not-complete", (await alice.Downloads.MoveAsync(id, Elsewhere, default)).Refusal!.Code);
        var removing = alice.Downloads.RemoveAsync(id, deleteFile: false, default);
        held.Release();
        Assert.Null(await removing);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Directory.GetFiles(killed.Root, "file.bin", SearchOption.AllDirectories).Single()));
        Assert.Empty(Directory.GetFiles(killed.Root, ".webp2p-*", SearchOption.AllDirectories));
    }

    public async ValueTask DisposeAsync()
    {
        held.Release();
        faults.Heal();
        if (alice is not null) await alice.DisposeAsync();
        await bob.DisposeAsync();
        held.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync() => alice = await TransferNode.StartAsync(
        killed.Root,
        add: services =>
        {
            database.AddTo(services);
            services.AddSingleton(new DurableFile(new BothFaults(held, faults)));
        },
        meetFirst: node => node.Meet(bob));

    private async Task RestartAsync(bool isKilled)
    {
        await alice.DisposeAsync();
        if (isKilled) killed.Restore();
        await StartAsync();
    }

    private async Task<DownloadView> MovedAsync(string target)
    {
        var moved = await alice.UntilAsync(id, view => view.State == DownloadState.Completed && view.Path == Path.Combine(target, "file.bin"));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(moved.Path));
        await Waiting.UntilAsync(() => !File.Exists(old));
        return moved;
    }

    private async Task RefusedAsync(string target, string code, string why)
    {
        var refusal = (await alice.Downloads.MoveAsync(id, target, default)).Refusal;
        Assert.Equal((target, code), (target, refusal?.Code));
        Assert.Contains(why, refusal!.Message, StringComparison.Ordinal);
        Assert.Equal((DownloadState.Completed, old), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.Path));
    }

    private static uint Links(string path) => new DurableFile().Calls.Find(path)!.Value.Links;

    private sealed class BothFaults(IFileSystemFaults first, IFileSystemFaults second) : IFileSystemFaults
    {
        public int ErrorOf(FileSystemCall call, string path) => first.ErrorOf(call, path) is > 0 and var error ? error : second.ErrorOf(call, path);
    }
}
