using System.Diagnostics;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Library;

public sealed class ScanTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task Files_are_named_by_the_root_of_their_bytes()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        temp.Write("music/deep/er/song.mp3", bytes);
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        Assert.Equal(RootOf(bytes), file.Hash);
        Assert.Equal((300_000, "song.mp3", "music/deep/er/song.mp3", ContentKind.Audio), (file.Size, file.Name, file.Path, file.Kind));
        Assert.Equal((ShareState.Ready, 1, 300_000), (share.State, share.Files, share.Bytes));
    }

    [Fact]
    public async Task A_restart_hashes_nothing()
    {
        for (var file = 0; file < 20; file++) temp.Write($"music/{file}.txt", $"content {file}");
        await using (var first = await LibraryFixture.StartAsync(temp))
        {
            await first.ShareAsync(temp["music"]);
            Assert.Equal(10 * 9 + 10 * 10, first.BytesHashed);
        }
        await using var second = await LibraryFixture.StartAsync(temp);
        await second.AllScannedAsync();
        Assert.Equal(20, (await second.FilesAsync()).Count);
        Assert.Equal(0, second.BytesHashed);
    }

    [Fact]
    public async Task Only_what_changed_is_hashed_again()
    {
        temp.Write("music/same.txt", "same");
        temp.Write("music/other.txt", "before");
        temp.Write("music/gone.txt", "gone");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;
        temp.Write("music/other.txt", "after.");
        File.Delete(temp["music/gone.txt"]);
        File.SetLastWriteTimeUtc(temp["music/other.txt"], DateTime.UnixEpoch.AddDays(1));
        share = await library.RescanAsync(share.Id);
        Assert.Equal("after.".Length, library.BytesHashed - hashed);
        Assert.Equal(["other.txt", "same.txt"], (await library.FilesAsync()).Select(file => file.Name));
        Assert.Equal(2, share.Files);
    }

    [Fact]
    public async Task Fifty_small_files_are_there_in_a_second()
    {
        for (var file = 0; file < 50; file++) temp.Write($"music/{file}.txt", $"content {file}");
        await using var library = await LibraryFixture.StartAsync(temp);
        var watch = Stopwatch.StartNew();
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal(50, share.Files);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 10_000);
    }

    [Fact]
    public async Task What_is_not_a_plain_file_is_skipped_with_its_reason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs links and pipes");
        temp.Write("music/good.txt", "good");
        temp.Write("music/.hidden", "hidden");
        temp.Write("music/.webp2p-00.part", "part");
        temp.Write("secret/secret.txt", "secret");
        File.CreateSymbolicLink(temp["music/link.txt"], temp["secret/secret.txt"]);
        Directory.CreateSymbolicLink(temp["music/folder"], temp["secret"]);
        Command.Run("mkfifo", temp["music/pipe"]);
        Command.Run("bash", "-c", $"printf x > '{temp["music"]}'/$'bad\\xff.txt'");
        temp.MakeFolder("music/" + string.Join('/', Enumerable.Repeat("d", 33)));
        temp.Write("music/" + string.Join('/', Enumerable.Repeat("d", 33)) + "/deep.txt", "deep");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal("good.txt", Assert.Single(await library.FilesAsync()).Name);
        var reasons = share.Skipped.ToDictionary(skipped => skipped.Path, skipped => skipped.Reason);
        Assert.Equal("hidden", reasons[".hidden"]);
        Assert.Equal("an unfinished download", reasons[".webp2p-00.part"]);
        Assert.Equal("links are not followed", reasons["link.txt"]);
        Assert.Equal("links are not followed", reasons["folder"]);
        Assert.Equal("not a regular file", reasons["pipe"]);
        Assert.Equal("its name is not valid Unicode", reasons["bad\uFFFD.txt"]);
        Assert.Contains("too deep", reasons[string.Join('/', Enumerable.Repeat("d", 33))]);
        Assert.Equal(4, library.BytesHashed);
        Command.Run("rm", "-r", temp["music"]);
    }

    [Fact]
    public async Task An_empty_file_is_listed_and_not_registered()
    {
        temp.Write("music/empty.txt", "");
        await using var library = await LibraryFixture.StartAsync(temp);
        var version = library.Journal.Current.Version;
        await library.ShareAsync(temp["music"]);
        Assert.Equal(0, Assert.Single(await library.FilesAsync()).Size);
        Assert.Equal(version, library.Journal.Current.Version);
    }

    [Fact]
    public async Task Progress_is_told_and_ends_ready()
    {
        temp.Write("music/big.bin", new byte[8 << 20]);
        await using var library = await LibraryFixture.StartAsync(temp);
        var events = new System.Collections.Concurrent.ConcurrentQueue<NodeEvent>();
        using var subscription = library.Feed.Subscribe(entry => events.Enqueue(entry.Event));
        var share = await library.ShareAsync(temp["music"]);
        // The list is new a moment before everybody is told.
        await Links.Poll.UntilAsync(() => events.OfType<SharesChanged>().Any(told => told.Shares.Any(view => view.Id == share.Id && view.State == ShareState.Ready)));
        var progress = events.OfType<ShareScanProgress>().Where(told => told.Share.Id == share.Id && told.Share.Scan is not null).Select(told => told.Share.Scan!).ToList();
        Assert.NotEmpty(progress);
        Assert.All(progress, told => Assert.Equal((1, 8 << 20), (told.FilesFound, told.BytesFound)));
        var states = events.OfType<SharesChanged>().Select(told => told.Shares.FirstOrDefault(view => view.Id == share.Id)?.State).OfType<ShareState>().Distinct();
        Assert.Equal([ShareState.Scanning, ShareState.Hashing, ShareState.Ready], states);
    }

    [Fact]
    public async Task A_share_whose_folder_is_gone_is_kept_and_marked()
    {
        temp.Write("music/song.txt", "song");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Directory.Delete(temp["music"], recursive: true);
        share = await library.RescanAsync(share.Id);
        Assert.Equal(ShareState.Missing, share.State);
        Assert.Contains("drive", share.Reason);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_read_again_and_named_by_its_new_bytes()
    {
        var bytes = new byte[1 << 20];
        var path = temp.Write("music/big.bin", bytes);
        await using var library = await LibraryFixture.StartAsync(temp);
        var written = 0;
        using var subscription = library.Feed.Subscribe(entry =>
        {
            if (entry.Event is not ShareScanProgress { Share.Scan.BytesDone: > 0 } || Interlocked.Exchange(ref written, 1) == 1) return;
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.Write(file, [7], 0);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(1));
        });
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal(1, written);
        bytes[0] = 7;
        Assert.Equal(RootOf(bytes), Assert.Single(await library.FilesAsync()).Hash);
        Assert.Empty(share.Skipped);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_not_named()
    {
        var hasher = new ContentHasher();
        using var file = File.OpenHandle(temp.Write("file", new byte[100_000]));
        Assert.Null(hasher.Hash(file, 100_001, _ => true));
        Assert.NotNull(hasher.Hash(file, 100_000, _ => true));
    }

    public void Dispose() => temp.Dispose();

    private static ContentHash RootOf(byte[] bytes)
    {
        var map = new PieceMap(bytes.Length);
        var pieces = Enumerable.Range(0, map.Count).Select(piece => MerkleTree.PieceRoot(bytes.AsSpan((int)map.Offset(piece), map.Length(piece)), map)).ToArray();
        return MerkleTree.Root(pieces, map);
    }
}
