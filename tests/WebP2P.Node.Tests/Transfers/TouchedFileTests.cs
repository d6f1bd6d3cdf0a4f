using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Somebody else removes, exchanges or shortens files of a copy while it runs, or between two runs.</summary>
public sealed class TouchedFileTests : IAsyncLifetime
{
    private const int SizeBytes = 6_000_000;
    private const long SlowBytesPerSecond = 6_000_000;
    private const long AskedAgainBytesMax = 4_000_000;

    private static readonly TransferOptions Quick = new() { DiskRetryMs = 20, DiskRetryMaxMs = 100, CommitMs = 50 };

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private TransferNode bob = null!, alice = null!;
    private ThrottledProxy proxy = null!;
    private ContentId content;
    private Guid id;

    private string PartPath => Path.Combine(alice.Folder, $".webp2p-{content}.part");

    public async ValueTask InitializeAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, SlowBytesPerSecond);
        alice = await TransferNode.StartAsync(folder["alice"], Quick);
        alice.Meet(bob, proxy.Port);
        // The copy is not over before its file is touched.
        proxy.HoldAfter(SizeBytes * 3 / 4);
        id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);
    }

    [Fact]
    public async Task What_was_written_to_a_removed_file_is_brought_to_its_successor()
    {
        File.Delete(PartPath);
        await EndsExactAsync("file.bin");
    }

    [Fact]
    public async Task A_removed_folder_is_made_again_with_what_was_in_the_file()
    {
        Directory.Delete(alice.Folder, true);
        await EndsExactAsync("file.bin");
    }

    [Fact]
    public async Task A_shortened_file_keeps_what_is_still_right()
    {
        using (var part = File.OpenHandle(PartPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.SetLength(part, SizeBytes / 3);
        proxy.IsHeld = false;
        var paused = await alice.UntilAsync(id, view => view.PausedBy == PausedBy.Disk);
        Assert.Contains("Another program changed", paused.Reason, StringComparison.Ordinal);
        await EndsExactAsync("file.bin", askedAgainMax: SizeBytes);
    }

    [Fact]
    public async Task Another_file_of_the_same_length_in_its_place_is_not_taken_for_it()
    {
        var foreign = folder.Write("foreign", "");
        await File.WriteAllBytesAsync(foreign, CopyTests.Bytes(SizeBytes, 9));
        File.Move(foreign, PartPath, overwrite: true);
        proxy.IsHeld = false;
        var paused = await alice.UntilAsync(id, view => view.PausedBy == PausedBy.Disk);
        Assert.Contains("Another program changed", paused.Reason, StringComparison.Ordinal);
        await EndsExactAsync("file.bin");
    }

    [Fact]
    public async Task A_name_that_is_taken_meanwhile_by_a_file_or_a_folder_is_left_alone()
    {
        await File.WriteAllTextAsync(Path.Combine(alice.Folder, "file.bin"), "mine");
        Directory.CreateDirectory(Path.Combine(alice.Folder, "file (2).bin"));
        await EndsExactAsync("file (3).bin");
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(alice.Folder, "file.bin")));
    }

    [Fact]
    public async Task A_file_that_is_gone_when_the_program_starts_is_waited_for_until_it_is_back()
    {
        await RestartAsync(() => File.Move(PartPath, folder["elsewhere"]));
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Disk, paused.PausedBy);
        Assert.Contains("is not there", paused.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(alice.Folder));
        File.Move(folder["elsewhere"], PartPath);
        await EndsExactAsync("file.bin");
    }

    [Fact]
    public async Task A_file_that_is_gone_for_good_is_begun_again_when_the_owner_says_so()
    {
        await RestartAsync(() => File.Delete(PartPath));
        await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.True((await alice.Downloads.ResumeAsync(id, default)).Value is not null);
        await EndsExactAsync("file.bin", askedAgainMax: SizeBytes);
    }

    [Fact]
    public async Task A_file_that_was_exchanged_while_the_program_did_not_run_is_not_believed()
    {
        await RestartAsync(() => File.WriteAllBytes(PartPath, CopyTests.Bytes(SizeBytes, 9)));
        await EndsExactAsync("file.bin", askedAgainMax: SizeBytes);
    }

    [Fact]
    public async Task A_file_that_was_put_in_its_place_before_a_kill_is_found_there()
    {
        await RestartAsync(() =>
        {
            File.Delete(PartPath);
            File.WriteAllBytes(Path.Combine(alice.Folder, "file.bin"), bytes);
        });
        await EndsExactAsync("file.bin");
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        proxy.Dispose();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    private async Task RestartAsync(Action between)
    {
        await alice.DisposeAsync();
        between();
        proxy.IsHeld = false;
        alice = await TransferNode.StartAsync(folder["alice"], Quick, meetFirst: node => node.Meet(bob, proxy.Port));
    }

    private async Task EndsExactAsync(string name, long askedAgainMax = AskedAgainBytesMax)
    {
        proxy.IsHeld = false;
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(Path.Combine(alice.Folder, name), done.Path);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.False(File.Exists(PartPath));
        Assert.InRange(bob.BytesSent, 0, SizeBytes + askedAgainMax);
    }
}
