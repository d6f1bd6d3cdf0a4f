using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;

namespace WebP2P.Node.Tests.Transfers;

public sealed class BrokenDiskTests : IDisposable
{
    private const int InputOutputError = 5;
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Pieces_that_the_disk_did_not_keep_are_never_noted_and_the_download_pauses()
    {
        var bytes = CopyTests.Bytes(2_000_000);
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { CommitBytes = 1 }, add: services => services.AddSingleton(new DurableFile(new UnsyncedParts())));
        var content = bob.Share(bytes);
        alice.Meet(bob);

        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);

        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains("sync", paused.Reason, StringComparison.Ordinal);
        await using var context = await alice.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        var row = await context.Downloads.AsNoTracking().SingleAsync();
        Assert.DoesNotContain(row.Bitmap ?? [], noted => noted != 0);
    }

    [Fact]
    public async Task What_the_database_cannot_note_pauses_the_download_and_it_ends_exact_when_it_can()
    {
        var bytes = CopyTests.Bytes(4_000_000);
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { CommitBytes = 1 << 20, DiskRetryMs = 20, DiskRetryMaxMs = 100 });
        await SqlAsync(alice, "CREATE TRIGGER full BEFORE UPDATE OF Bitmap ON Downloads BEGIN SELECT RAISE(FAIL, 'no room'); END");
        var content = bob.Share(bytes);
        alice.Meet(bob);

        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains("database could not be written", paused.Reason, StringComparison.Ordinal);

        await SqlAsync(alice, "DROP TRIGGER full");
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
    }

    [Fact]
    public async Task A_copy_whose_last_sync_fails_is_not_complete()
    {
        var bytes = CopyTests.Bytes(1_000_000);
        var faults = new ScriptedFaults(folder["alice/downloads"]);
        var onlyAtTheEnd = new TransferOptions { CommitBytes = long.MaxValue, CommitMs = int.MaxValue, DiskRetryMs = 20, DiskRetryMaxMs = 100 };
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], onlyAtTheEnd, add: services => services.AddSingleton(new DurableFile(faults)));
        var content = bob.Share(bytes);
        alice.Meet(bob);
        faults.Fail(FileSystemCall.Sync, 1, InputOutputError, lasting: true);

        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        // As it was then: a moment later it is tried again.
        var paused = await alice.UntilAsync(id, view => view.State is DownloadState.Paused or DownloadState.Completed);
        Assert.Equal(DownloadState.Paused, paused.State);
        Assert.False(File.Exists(Path.Combine(alice.Folder, "file.bin")));

        faults.Heal();
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
    }

    public void Dispose() => folder.Dispose();

    private static async Task SqlAsync(TransferNode node, string sql)
    {
        await using var context = await node.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private sealed class UnsyncedParts : IFileSystemFaults
    {
        public int ErrorOf(FileSystemCall call, string path) =>
            call == FileSystemCall.Sync && path.EndsWith(".part", StringComparison.Ordinal) ? InputOutputError : 0;
    }
}
