using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

public sealed class DownloadStatesTests : IDisposable
{
    private const int SizeBytes = 2_000_000;
    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);

    [Fact]
    public async Task A_restart_finds_every_state_again_and_what_nobody_stopped_goes_on()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"]);
        using var slow = new ThrottledProxy(() => bob.Plane.EndPoint!, 500_000);
        var contents = Enumerable.Range(0, 5).Select(number => bob.Share(CopyTests.Bytes(SizeBytes, 10 + number), $"{number}.bin")).ToList();
        var nobody = contents[0] with { SizeBytes = 77 };
        var ids = new List<Guid>();
        Guid done;
        Guid waits;
        await using (var first = await TransferNode.StartAsync(folder["alice"], configure: options => options with { DownloadsAtOnce = 1 }, add: AddFinder))
        {
            first.Meet(carol);
            done = (await first.StartDownloadAsync(carol.Share(bytes), carol.Id)).Id;
            await first.UntilStateAsync(done, DownloadState.Completed);
            first.Meet(bob, slow.Port);
            foreach (var content in contents.Skip(1)) ids.Add((await first.StartDownloadAsync(content, bob.Id)).Id);
            waits = (await first.StartDownloadAsync(nobody)).Id;
            await first.UntilStateAsync(waits, DownloadState.Waiting);
            await first.Downloads.PauseAsync(ids[2], default);
            await first.Downloads.PrioritizeAsync(ids[3], DownloadPriority.High, default);
            await first.UntilAsync(ids[0], view => view.BytesDone > 0);
            Assert.Equal(DownloadState.Queued, first.Downloads.Find(ids[1])!.State);
        }
        await using var alice = await TransferNode.StartAsync(folder["alice"], configure: options => options with { DownloadsAtOnce = 1 }, add: AddFinder, meetFirst: node => node.Meet(bob));

        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (alice.Downloads.Find(ids[2])!.State, alice.Downloads.Find(ids[2])!.PausedBy));
        Assert.Equal(DownloadPriority.High, alice.Downloads.Find(ids[3])!.Priority);
        await alice.UntilStateAsync(ids[3], DownloadState.Completed);
        await alice.UntilStateAsync(ids[0], DownloadState.Completed);
        await alice.UntilStateAsync(ids[1], DownloadState.Completed);
        Assert.Equal(DownloadState.Completed, alice.Downloads.Find(done)!.State);
        await alice.UntilStateAsync(waits, DownloadState.Waiting);
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (alice.Downloads.Find(ids[2])!.State, alice.Downloads.Find(ids[2])!.PausedBy));
    }

    [Fact]
    public async Task The_queue_runs_as_many_as_it_may_the_higher_priority_first()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        await using var alice = await TransferNode.StartAsync(folder["alice"], configure: options => options with { DownloadsAtOnce = 1 });
        alice.Meet(bob, proxy.Port);
        var ended = new System.Collections.Concurrent.ConcurrentQueue<Guid>();
        var most = 0;
        using var subscription = alice.Feed.Subscribe(entry =>
        {
            most = Math.Max(most, alice.Downloads.List(null).Count(view => view.State is DownloadState.Running));
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed } changed) ended.Enqueue(changed.Id);
        });
        var ids = new List<Guid>();
        // The first one is not done before the others have their places in the queue.
        proxy.IsHeld = true;
        for (var number = 0; number < 4; number++) ids.Add((await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(SizeBytes, number), $"{number}.bin"), bob.Id)).Id);
        await alice.Downloads.PrioritizeAsync(ids[1], DownloadPriority.Low, default);
        var high = (await alice.Downloads.PrioritizeAsync(ids[3], DownloadPriority.High, default)).Value!;
        Assert.Equal(DownloadPriority.High, high.Priority);
        proxy.IsHeld = false;
        foreach (var id in ids) await alice.UntilStateAsync(id, DownloadState.Completed);

        await Waiting.UntilAsync(() => ended.Count == 4);
        Assert.Equal([ids[0], ids[3], ids[2], ids[1]], ended);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Pause_all_and_resume_all_touch_what_is_not_finished()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"]);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 1_000_000);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(carol);
        var done = (await alice.StartDownloadAsync(carol.Share(CopyTests.Bytes(1_000, 5), "5.bin"), carol.Id)).Id;
        await alice.UntilStateAsync(done, DownloadState.Completed);
        alice.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes / 2);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > 0);

        Assert.Equal(1, await alice.Downloads.PauseAllAsync(default));
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.PausedBy));
        Assert.Equal(0, await alice.Downloads.PauseAllAsync(default));
        Assert.Equal(1, await alice.Downloads.ResumeAllAsync(default));
        proxy.IsHeld = false;
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await alice.UntilStateAsync(id, DownloadState.Completed)).Path));
        Assert.Equal(DownloadState.Completed, alice.Downloads.Find(done)!.State);
    }

    [Fact]
    public async Task Outside_its_hours_the_schedule_pauses_and_the_owner_may_overrule_it()
    {
        var now = TimeOnly.FromDateTime(DateTime.Now);
        var hours = $"{now.AddHours(2):HH:mm}-{now.AddHours(4):HH:mm}";
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], configure: options => options with { DownloadHours = hours });
        alice.Meet(bob);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        var paused = await alice.UntilStateAsync(id, DownloadState.Paused);
        Assert.Equal(PausedBy.Schedule, paused.PausedBy);
        Assert.Contains(hours[..5], paused.Reason, StringComparison.Ordinal);

        await alice.Downloads.ResumeAsync(id, default);
        await alice.UntilStateAsync(id, DownloadState.Completed);
    }

    [Fact]
    public async Task Verify_finds_what_was_altered_in_a_finished_file_and_fetches_only_that_again()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(bob);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        await Verify(alice, id);
        var right = await alice.UntilAsync(id, view => view is { State: DownloadState.Completed, Reason: var reason } && reason.Contains("every piece is right", StringComparison.Ordinal));
        Assert.Equal(done.CompletedAt, right.CompletedAt);

        await Waiting.UntilAsync(() => bob.BytesSent >= SizeBytes);
        var altered = (byte[])bytes.Clone();
        altered[100_000] ^= 1;
        await File.WriteAllBytesAsync(done.Path, altered);
        await Verify(alice, id);
        var again = await alice.UntilAsync(id, view => view.State == DownloadState.Completed && view.CompletedAt != done.CompletedAt);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(again.Path));
        Assert.Equal(done.Path, again.Path);
        await Waiting.UntilAsync(() => bob.BytesSent > SizeBytes);
        Assert.InRange(bob.BytesSent, SizeBytes + 1, SizeBytes + (4 * again.PieceSize));
    }

    [Fact]
    public async Task Verify_of_a_paused_download_stays_paused_and_says_what_was_wrong()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 1_000_000);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes * 3 / 4);
        var id = (await alice.StartDownloadAsync(bob.Share(bytes), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);
        await alice.Downloads.PauseAsync(id, default);
        var before = alice.Downloads.Find(id)!.BytesDone;
        using (var part = File.OpenHandle(Directory.GetFiles(alice.Folder, ".webp2p-*").Single(), access: FileAccess.Write, share: FileShare.ReadWrite))
            RandomAccess.Write(part, new byte[SizeBytes], 0);

        await Verify(alice, id);
        var paused = await alice.UntilAsync(id, view => view.State == DownloadState.Paused && view.Reason.Contains("wrong", StringComparison.Ordinal));
        Assert.Equal((PausedBy.Owner, 0L), (paused.PausedBy, paused.BytesDone));
        Assert.True(before > 0);
        proxy.IsHeld = false;
        await alice.Downloads.ResumeAsync(id, default);
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await alice.UntilStateAsync(id, DownloadState.Completed)).Path));
    }

    [Fact]
    public async Task Retry_asks_a_source_again_that_was_left_for_wrong_bytes_and_a_finished_download_has_nothing_to_retry()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(bob);
        var content = bob.Share(bytes);
        var path = Path.Combine(folder["bob"], "file.bin");
        await File.WriteAllBytesAsync(path, new byte[SizeBytes]);
        var started = await alice.Downloads.StartAsync(new DownloadStart(content, Mode: DownloadMode.Single, Sources: [bob.Id]), default);
        var id = started.Value!.Id;
        await alice.UntilStateAsync(id, DownloadState.Failed);
        await File.WriteAllBytesAsync(path, bytes);

        Assert.Null((await alice.Downloads.RetryAsync(id, default)).Refusal);
        await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal((RefusalKind.Conflict, "download-complete"), Of((await alice.Downloads.RetryAsync(id, default)).Refusal!));
        Assert.Equal(RefusalKind.NotFound, (await alice.Downloads.RetryAsync(Guid.NewGuid(), default)).Refusal!.Kind);
    }

    [Fact]
    public async Task Of_two_downloads_of_one_content_only_one_runs()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(bob);
        var content = bob.Share(bytes);
        var path = Path.Combine(folder["bob"], "file.bin");
        await File.WriteAllBytesAsync(path, new byte[SizeBytes]);
        var failed = (await alice.Downloads.StartAsync(new DownloadStart(content, Mode: DownloadMode.Single, Sources: [bob.Id]), default)).Value!.Id;
        await alice.UntilStateAsync(failed, DownloadState.Failed);
        var second = (await alice.StartDownloadAsync(content)).Id;

        Assert.Equal(second.ToString(), (await alice.Downloads.RetryAsync(failed, default)).Refusal!.ExistingId);
        Assert.Equal(second.ToString(), (await alice.Downloads.ResumeAsync(failed, default)).Refusal!.ExistingId);
        Assert.Equal(second.ToString(), (await alice.Downloads.VerifyAsync(failed, default)).Refusal!.ExistingId);
    }

    public void Dispose() => folder.Dispose();

    private static (RefusalKind Kind, string Code) Of(Refusal refusal) => (refusal.Kind, refusal.Code);

    private static async Task Verify(TransferNode node, Guid id) => Assert.Null((await node.Downloads.VerifyAsync(id, default)).Refusal);

    private static void AddFinder(IServiceCollection services) => services.AddSingleton<ISourceFinder>(new FakeFinder { SaysNobody = true });
}
