using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

public sealed class DownloadLifeTests : IDisposable
{
    private const int SizeBytes = 8_000_000;
    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);

    [Fact]
    public async Task A_restart_goes_on_by_itself_and_asks_for_little_again()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        var content = bob.Share(bytes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        var id = await BegunAsync(bob, proxy, content, SizeBytes / 2);
        var before = proxy.PassedBytes;
        await using var alice = await TransferNode.StartAsync(folder["alice"], meetFirst: node => node.Meet(bob, proxy.Port));
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.InRange(proxy.PassedBytes - before, 1, SizeBytes / 2 + 400_000);
        // A piece that arrived while the node stopped is found on the disk again, without its giver: at most one for each connection.
        var unnoted = TransferSource.ConnectionsMax * new PieceMap(SizeBytes).PieceBytes;
        Assert.InRange(Assert.Single(done.Sources).BytesGiven, SizeBytes - unnoted, SizeBytes);
    }

    [Fact]
    public async Task After_a_restart_a_source_is_found_where_it_was_though_nobody_says_where_it_is()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        var content = bob.Share(bytes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        var id = await BegunAsync(bob, proxy, content, SizeBytes / 4);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal(bob.Id, Assert.Single(done.Sources).NodeId);
    }

    [Fact]
    public async Task What_was_written_and_not_committed_is_found_again_on_the_disk()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        var content = bob.Share(bytes);
        var never = new TransferOptions { CommitBytes = long.MaxValue, CommitMs = int.MaxValue };
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        await using var killed = await TransferNode.StartAsync(folder["killed"], never);
        killed.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes * 5 / 8);
        var id = (await killed.StartDownloadAsync(content, bob.Id)).Id;
        await killed.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);
        proxy.Kill();
        CopyFolder(folder["killed/data"], folder["restarted/data"]);
        using var counting = new ThrottledProxy(() => bob.Plane.EndPoint!, 20_000_000);
        await using var alice = await TransferNode.StartAsync(folder["restarted"], never, meetFirst: node => node.Meet(bob, counting.Port));
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.InRange(counting.PassedBytes, 1, SizeBytes / 2 + 400_000);
    }

    [Fact]
    public async Task A_paused_download_stands_still_and_a_removed_one_leaves_nothing()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var content = bob.Share(bytes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 2_000_000);
        alice.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes / 4);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > 0);

        var paused = (await alice.Downloads.PauseAsync(id, default)).Value!;
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (paused.State, paused.PausedBy));
        await Waiting.UntilAsync(() => bob.Uploads.Totals.SlotsUsed == 0);

        proxy.IsHeld = false;
        proxy.HoldAfter(SizeBytes / 4);
        Assert.Equal(DownloadState.Running, (await Resumed(alice, id)).State);
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: false, default));
        Assert.Null(alice.Downloads.Find(id));
        Assert.Empty(Directory.GetFileSystemEntries(alice.Folder));
        await Waiting.UntilAsync(() => bob.Uploads.Totals.SlotsUsed == 0);
    }

    [Fact]
    public async Task A_download_without_a_source_waits_and_goes_on_when_one_comes()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { SearchMs = 1 });
        var content = bob.Share(bytes);
        var id = (await alice.StartDownloadAsync(content)).Id;
        await alice.UntilStateAsync(id, DownloadState.Waiting);
        alice.Meet(bob);
        alice.Get<TransferLoop>().TryPost(() => alice.Get<DownloadTable>().SourcesFound(content, [bob.Id]));
        await alice.UntilStateAsync(id, DownloadState.Completed);
    }

    [Fact]
    public async Task Names_are_made_safe_and_none_is_taken_twice()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        alice.Meet(bob);
        Directory.CreateDirectory(alice.Folder);
        await File.WriteAllTextAsync(Path.Combine(alice.Folder, "song.mp3"), "mine");
        var paths = new List<string>();
        foreach (var (name, seed) in (IEnumerable<(string, int)>)[("song.mp3", 1), ("SONG.mp3", 2), ("../../../song.mp3", 3)])
        {
            var content = bob.Share(CopyTests.Bytes(1_000, seed), $"{seed}.bin");
            var started = await alice.Downloads.StartAsync(new DownloadStart(content, name, Sources: [bob.Id]), default);
            paths.Add((await alice.UntilStateAsync(started.Value!.Id, DownloadState.Completed)).Path);
        }
        Assert.Equal("song (2).mp3", Path.GetFileName(paths[0]));
        Assert.All(paths, path => Assert.Equal(alice.Folder, Path.GetDirectoryName(path)));
        Assert.Equal(3, paths.Select(path => path.ToUpperInvariant()).Distinct().Count());
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(alice.Folder, "song.mp3")));
    }

    [Fact]
    public async Task The_same_content_twice_is_a_conflict_that_names_the_first()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var content = bob.Share(bytes);
        var first = await alice.StartDownloadAsync(content);
        var second = await alice.Downloads.StartAsync(new DownloadStart(content), default);
        Assert.Equal((RefusalKind.Conflict, first.Id.ToString()), (second.Refusal!.Kind, second.Refusal.ExistingId));
        var own = await bob.Downloads.StartAsync(new DownloadStart(content), default);
        Assert.Equal(RefusalKind.Conflict, own.Refusal!.Kind);
    }

    [Fact]
    public async Task With_all_slots_taken_the_next_waits_for_its_turn_and_gets_it()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"], configure: options => options with { UploadSlots = 1 });
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"]);
        var content = bob.Share(bytes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        alice.Meet(bob, proxy.Port);
        carol.Meet(bob);
        // The slot is not free before somebody waited for it.
        proxy.HoldAfter(SizeBytes / 4);
        var first = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilStateAsync(first, DownloadState.Running);
        var second = (await carol.StartDownloadAsync(content, bob.Id)).Id;
        var waiting = await carol.UntilStateAsync(second, DownloadState.Waiting);
        Assert.Contains("Place 1", waiting.Reason, StringComparison.Ordinal);
        Assert.Equal(1, bob.Uploads.Totals.Queued);
        proxy.IsHeld = false;
        await carol.UntilStateAsync(second, DownloadState.Completed);
        // Its slot is free when its last byte is here, and its file in its place a sync later.
        await alice.UntilStateAsync(first, DownloadState.Completed);
    }

    [Fact]
    public async Task Who_has_all_that_its_sources_have_waits_takes_no_place_and_goes_on_as_they_get_more()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"], configure: options => options with { DownloadsAtOnce = 1 });
        var content = bob.Share(bytes);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 4_000_000);
        alice.Meet(bob, proxy.Port);
        carol.Meet(alice);
        carol.Meet(bob);
        proxy.HoldAfter(SizeBytes / 2);
        var first = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(first, view => view.BytesDone > SizeBytes / 4);
        var second = (await carol.Downloads.StartAsync(new DownloadStart(content, Mode: DownloadMode.Single, Sources: [alice.Id]), default)).Value!.Id;
        var waiting = await carol.UntilAsync(second, view => view.State == DownloadState.Waiting && view.BytesDone > 0);
        Assert.Contains("nothing of what is missing", waiting.Reason, StringComparison.Ordinal);
        var other = (await carol.StartDownloadAsync(bob.Share(CopyTests.Bytes(100_000, 9), "other.bin"), bob.Id)).Id;
        await carol.UntilStateAsync(other, DownloadState.Completed);
        Assert.Equal(DownloadState.Waiting, carol.Downloads.Find(second)!.State);

        proxy.IsHeld = false;
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await carol.UntilStateAsync(second, DownloadState.Completed)).Path));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A node that copies until there is more than that and no more comes, and stops when it has taken note of what came.</summary>
    private async Task<Guid> BegunAsync(TransferNode bob, ThrottledProxy proxy, ContentId content, int bytesDone)
    {
        proxy.HoldAfter(bytesDone + SizeBytes / 8);
        Guid id;
        await using (var first = await TransferNode.StartAsync(folder["alice"]))
        {
            first.Meet(bob, proxy.Port);
            id = (await first.StartDownloadAsync(content, bob.Id)).Id;
            await first.UntilAsync(id, view => view.BytesDone > bytesDone);
            await Waiting.UntilAsync(() => proxy.IsHeld);
            await first.UntilTickedAsync();
        }
        proxy.IsHeld = false;
        return id;
    }

    private static async Task<DownloadView> Resumed(TransferNode node, Guid id)
    {
        await node.Downloads.ResumeAsync(id, default);
        return await node.UntilStateAsync(id, DownloadState.Running);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path).StartsWith("lock", StringComparison.Ordinal)) continue;
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
