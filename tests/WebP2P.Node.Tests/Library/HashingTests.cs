using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Library;

public sealed class HashingTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_pause_reads_nothing_outlives_a_restart_and_ends_with_all_files_there()
    {
        for (var file = 0; file < 5; file++) temp.Write($"music/{file}.txt", "content");
        await using (var first = await LibraryFixture.StartAsync(temp))
        {
            await first.AllScannedAsync();
            Assert.True((await first.Get<IHashing>().PauseAsync(CancellationToken.None)).Paused);
            var added = (await first.Shares.AddAsync(temp["music"], CancellationToken.None)).Value!;
            await first.UntilAsync(() => first.Shares.Find(added.Id) is { State: ShareState.Hashing, Reason: HashingService.Paused });
        }
        await using var second = await LibraryFixture.StartAsync(temp);
        var share = second.Shares.List().Single(share => share.Path == temp["music"]);
        await second.UntilAsync(() => second.Shares.Find(share.Id) is { State: ShareState.Hashing, Reason: HashingService.Paused, Scan.FilesFound: 5 });
        Assert.Equal(0, second.BytesHashed);
        List<HashingChanged> told = [];
        using var subscription = second.Feed.Subscribe(entry => told.AddRange(entry.Event is HashingChanged changed ? [changed] : []));
        await second.Get<IHashing>().ResumeAsync(CancellationToken.None);
        Assert.Equal(5, (await second.ScannedAsync(share.Id)).Files);
        Assert.False(Assert.Single(told).Hashing.Paused);
    }

    [Fact]
    public async Task A_share_can_be_removed_while_hashing_is_paused()
    {
        temp.Write("music/a.txt", "content");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.Get<IHashing>().PauseAsync(CancellationToken.None);
        var added = (await library.Shares.AddAsync(temp["music"], CancellationToken.None)).Value!;
        await library.UntilAsync(() => library.Shares.Find(added.Id) is { State: ShareState.Hashing });
        Assert.True(await library.Shares.RemoveAsync(added.Id, CancellationToken.None));
        Assert.Equal(0, library.BytesHashed);
    }

    [Fact]
    public async Task A_limit_holds_can_be_lifted_and_refuses_nonsense()
    {
        var bytes = new byte[3 << 20];
        new Random(1).NextBytes(bytes);
        temp.Write("music/big.bin", bytes);
        await using var library = await LibraryFixture.StartAsync(temp);
        var hashing = library.Get<IHashing>();
        Assert.NotNull((await hashing.LimitAsync(-1, CancellationToken.None)).Refusal);
        Assert.NotNull((await hashing.LimitAsync(ContentId.SizeBytesMax + 1, CancellationToken.None)).Refusal);
        await hashing.LimitAsync(1, CancellationToken.None);
        var added = (await library.Shares.AddAsync(temp["music"], CancellationToken.None)).Value!;
        await library.UntilAsync(() => library.Shares.Find(added.Id) is { Scan.BytesDone: > 0 });
        Assert.True(library.BytesHashed < bytes.Length);
        // It counts while it is still being written down.
        var watch = Stopwatch.StartNew();
        await hashing.LimitAsync(6 << 20, CancellationToken.None);
        await library.ScannedAsync(added.Id);
        Assert.True(watch.ElapsedMilliseconds > 250, "2.5 MiB at 6 MiB a second take longer.");
        Assert.Equal(bytes.Length, library.BytesHashed);
    }

    [Fact]
    public async Task While_transfers_run_one_worker_works()
    {
        var time = new FakeTimeProvider();
        var pace = new HashingPace(time);
        pace.TransfersRun();
        Assert.True(pace.WaitForTurn(0, CancellationToken.None));
        var second = Task.Run(() => pace.WaitForTurn(1, CancellationToken.None));
        Assert.NotSame(second, await Task.WhenAny(second, Task.Run(() => pace.WaitForTurn(1, new CancellationTokenSource(TimeSpan.FromMilliseconds(200)).Token))));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await second.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Bytes_on_their_way_to_peers_count_as_a_running_transfer()
    {
        var pace = new HashingPace(TimeProvider.System);
        Assert.False(pace.AreTransfersRunning);
        pace.TransfersRun();
        Assert.True(pace.AreTransfersRunning);
    }

    [Fact]
    public async Task Upload_figures_make_room_for_the_upload()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        library.Feed.Publish(new UploadsChanged([], new UploadTotals(8, 1, 0, 100, 0)));
        Assert.False(library.Get<HashingPace>().AreTransfersRunning);
        library.Feed.Publish(new UploadsChanged([], new UploadTotals(8, 1, 0, 100, 50)));
        Assert.True(library.Get<HashingPace>().AreTransfersRunning);
    }

    [Fact]
    public void Holes_are_not_read_and_the_name_is_that_of_the_zeros()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sparse files");
        var (sparse, full) = (temp["sparse"], temp["full"]);
        using (var file = File.Create(sparse))
        {
            file.SetLength(80L << 20);
            file.Position = (20 << 20) + 5;
            file.Write("in the middle"u8);
            file.Position = (80 << 20) - 3;
            file.Write("end"u8);
        }
        File.WriteAllBytes(full, File.ReadAllBytes(sparse));
        var (reader, other) = (new ContentHasher(), new ContentHasher());
        using var left = File.OpenHandle(sparse);
        using var right = File.OpenHandle(full);
        Assert.Equal(other.Hash(right, 80 << 20, _ => true)!.Content, reader.Hash(left, 80 << 20, _ => true)!.Content);
        Assert.Equal(80 << 20, other.BytesHashed);
        Assert.Equal(2 << 20, reader.BytesHashed);
    }

    [Fact]
    public void The_time_left_is_that_of_the_slower_of_files_and_bytes()
    {
        var time = new FakeTimeProvider();
        var tally = new ScanTally(time);
        for (var file = 0; file < 100; file++) tally.Found(10);
        Assert.Null(tally.Progress().EtaMs);
        time.Advance(TimeSpan.FromSeconds(1));
        for (var file = 0; file < 20; file++) tally.AddFile();
        tally.AddBytes(500);
        var progress = tally.Progress();
        Assert.Equal((20, 100, 500, 500, 20.0, 4_000), (progress.FilesDone, progress.FilesFound, progress.BytesDone, progress.BytesPerSecond, progress.FilesPerSecond, progress.EtaMs));
        for (var second = 0; second < 20; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            progress = tally.Progress();
        }
        Assert.Equal((0, null), (progress.BytesPerSecond, progress.EtaMs));
    }

    public void Dispose() => temp.Dispose();
}
