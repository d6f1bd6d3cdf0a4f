using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>The node stops, or is killed, while a download is in one of the states in which nothing is fetched.</summary>
public sealed class RestartedStateTests : IAsyncLifetime
{
    private const int SizeBytes = 3_000_000;
    private const int ReadOnlyDisk = 30;

    private static readonly TransferOptions Quick = new() { DiskRetryMs = 20, DiskRetryMaxMs = 100, CommitMs = 50 };

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private KilledNode killed = null!;
    private ScriptedFaults faults = null!;
    private HeldDisk held = null!;
    private ThrottledProxy proxy = null!;
    private TransferNode bob = null!, alice = null!;
    private ContentId content;

    public async ValueTask InitializeAsync()
    {
        killed = new KilledNode(folder, "alice");
        faults = new ScriptedFaults(Path.Combine(killed.Root, "downloads"));
        held = new HeldDisk(Path.Combine(killed.Root, "downloads"));
        bob = await TransferNode.StartAsync(folder["bob"]);
        content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 3_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_begun_to_be_written_is_written_when_the_node_has_ended(bool isStopped)
    {
        await StartAsync(faults);
        var store = alice.Get<TransferServices>().Store;
        var writes = Enumerable.Range(0, 300).Select(_ => store.DeleteAsync(Guid.NewGuid())).ToList();
        if (isStopped) await alice.Get<TransferPlane>().StopAsync();
        else await alice.Get<TransferPlane>().DisposeAsync();
        Assert.All(writes, write => Assert.True(write.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_disk_paused_is_paused_by_it_again_and_goes_on_when_it_heals(bool isKilled)
    {
        await StartAsync(faults);
        var id = await BeginAsync();
        faults.Fail(FileSystemCall.Write, 1, ReadOnlyDisk, lasting: true);
        proxy.IsHeld = false;
        Assert.Equal(PausedBy.Disk, (await alice.UntilStateAsync(id, DownloadState.Paused)).PausedBy);
        faults.Fail(null, 1, ReadOnlyDisk, lasting: true);
        await RestartAsync(isKilled, faults);

        var paused = await alice.UntilAsync(id, view => view is { State: DownloadState.Paused, PausedBy: PausedBy.Disk });
        Assert.Contains("only be read", paused.Reason, StringComparison.Ordinal);
        faults.Heal();
        await EndsExactAsync(id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_failed_stays_so_with_its_reason_asks_nobody_and_is_retried_by_the_owner(bool isKilled)
    {
        var path = Path.Combine(folder["bob"], "file.bin");
        await File.WriteAllBytesAsync(path, new byte[SizeBytes]);
        await StartAsync(faults);
        var id = (await alice.Downloads.StartAsync(new DownloadStart(content, "file.bin", Mode: DownloadMode.Single, Sources: [bob.Id]), default)).Value!.Id;
        var failed = await alice.UntilStateAsync(id, DownloadState.Failed);
        await File.WriteAllBytesAsync(path, bytes);
        await Waiting.UntilAsync(() => Saved(id) == DownloadState.Failed);
        await RestartAsync(isKilled, faults);

        var again = alice.Downloads.Find(id)!;
        Assert.Equal((DownloadState.Failed, failed.Reason), (again.State, again.Reason));
        await bob.UntilTickedAsync();
        var before = bob.BytesSent;
        await alice.UntilTickedAsync();
        Assert.Equal((DownloadState.Failed, before), (alice.Downloads.Find(id)!.State, bob.BytesSent));
        Assert.Null((await alice.Downloads.RetryAsync(id, default)).Refusal);
        await EndsExactAsync(id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_of_an_unfinished_file_begins_again_and_stays_paused_when_the_owner_had_paused_it(bool isKilled)
    {
        await StartAsync(held);
        var id = await BeginAsync();
        await alice.Downloads.PauseAsync(id, default);
        var there = alice.Downloads.Find(id)!.BytesDone;
        using (var part = File.OpenHandle(Directory.GetFiles(alice.Folder, ".webp2p-*").Single(), access: FileAccess.Write, share: FileShare.ReadWrite))
            RandomAccess.Write(part, new byte[SizeBytes], 0);
        held.HoldAt(FileSystemCall.Read, 1);
        Assert.Null((await alice.Downloads.VerifyAsync(id, default)).Refusal);
        await Waiting.UntilAsync(() => held.HasCome);
        await RestartAsync(isKilled, held, held.Release);

        var paused = await alice.UntilAsync(id, view => view.State == DownloadState.Paused && view.Reason.Contains("wrong", StringComparison.Ordinal));
        Assert.Equal((PausedBy.Owner, 0L), (paused.PausedBy, paused.BytesDone));
        Assert.True(there > 0);
        await alice.Downloads.ResumeAsync(id, default);
        await EndsExactAsync(id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_of_a_finished_file_begins_again_and_finds_what_is_wrong(bool isKilled)
    {
        await StartAsync(held);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        using (var file = File.OpenHandle(done.Path, access: FileAccess.Write)) RandomAccess.Write(file, "broken"u8, SizeBytes / 2);
        held.HoldAt(FileSystemCall.Read, 1);
        Assert.Null((await alice.Downloads.VerifyAsync(id, default)).Refusal);
        await Waiting.UntilAsync(() => held.HasCome);
        await RestartAsync(isKilled, held, held.Release);

        await Waiting.UntilAsync(() => alice.Downloads.Find(id)!.State == DownloadState.Completed && File.ReadAllBytes(done.Path).AsSpan().SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(FileSystemCall.Sync, false)]
    [InlineData(FileSystemCall.Rename, false)]
    [InlineData(FileSystemCall.Rename, true)]
    [InlineData(FileSystemCall.SyncFolder, true)]
    public async Task What_was_on_its_way_into_its_place_gets_there_and_leaves_nothing_behind(object call, bool isKilled)
    {
        await StartAsync(held);
        var id = await BeginAsync();
        held.HoldAt((FileSystemCall)call, 1);
        proxy.IsHeld = false;
        await Waiting.UntilAsync(() => held.HasCome);
        if ((FileSystemCall)call != FileSystemCall.Sync) Assert.Equal(DownloadState.Verifying, alice.Downloads.Find(id)!.State);
        await bob.UntilTickedAsync();
        var sent = bob.BytesSent;
        await RestartAsync(isKilled, held, held.Release);

        await EndsExactAsync(id);
        Assert.Equal(["file.bin"], Directory.GetFileSystemEntries(alice.Folder).Select(Path.GetFileName));
        if ((FileSystemCall)call != FileSystemCall.Sync) Assert.Equal(sent, bob.BytesSent);
    }

    [Fact]
    public async Task The_owners_pause_while_a_file_is_checked_outlasts_the_check()
    {
        await StartAsync(held);
        var id = await BeginAsync();
        held.HoldAt(FileSystemCall.Read, 1);
        Assert.Null((await alice.Downloads.VerifyAsync(id, default)).Refusal);
        await Waiting.UntilAsync(() => held.HasCome);
        Assert.Equal(PausedBy.Owner, (await alice.Downloads.PauseAsync(id, default)).Value!.PausedBy);
        held.Release();

        var paused = await alice.UntilAsync(id, view => view.Reason.Contains("Hashed again", StringComparison.Ordinal));
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (paused.State, paused.PausedBy));
    }

    public async ValueTask DisposeAsync()
    {
        faults.Heal();
        held.Release();
        if (alice is not null) await alice.DisposeAsync();
        await bob.DisposeAsync();
        proxy.Dispose();
        held.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync(IFileSystemFaults disk) =>
        alice = await TransferNode.StartAsync(killed.Root, Quick, add: services => services.AddSingleton(new DurableFile(disk)), meetFirst: node => node.Meet(bob, proxy.Port));

    private async Task<Guid> BeginAsync()
    {
        // It is not over before the test goes on.
        proxy.HoldAfter(SizeBytes / 2);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 4);
        return id;
    }

    /// <param name="goOn">Lets the node that stops, or was killed before, end.</param>
    private async Task RestartAsync(bool isKilled, IFileSystemFaults disk, Action? goOn = null)
    {
        if (isKilled) killed.Kill();
        goOn?.Invoke();
        await alice.DisposeAsync();
        if (isKilled) killed.Restore();
        await StartAsync(disk);
    }

    private DownloadState Saved(Guid id) => (DownloadState)alice.Get<TransferServices>().Store.FindAsync(id).Result!.State;

    private async Task EndsExactAsync(Guid id)
    {
        proxy.IsHeld = false;
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
    }
}
