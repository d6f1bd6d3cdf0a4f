using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

public sealed class ContentsTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_shared_content_is_opened_with_its_proven_layer()
    {
        var bytes = new byte[200_000];
        new Random(2).NextBytes(bytes);
        temp.Write("music/song.mp3", bytes);
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        var content = new ContentId(file.Hash, file.Size);
        var found = await library.Contents.FindAsync(content);
        Assert.Equal((content, "song.mp3", temp["music/song.mp3"]), (found!.Content, found.Name, found.Path));
        Assert.Equal(LayerOf(bytes).ToBytes(), found.Layer.ToBytes());
        using var opened = found.Open();
        var read = new byte[bytes.Length];
        Assert.Equal(read.Length, RandomAccess.Read(opened!, read, 0));
        Assert.Equal(bytes, read);
        Assert.True(found.IsUnchanged(opened!));
        Assert.Null(await library.Contents.FindAsync(content with { SizeBytes = 199_999 }));
        await using var own = (await library.Shares.OpenAsync(content, CancellationToken.None))!.Stream;
        Assert.Equal(bytes.Length, own.Length);
    }

    [Fact]
    public async Task A_file_that_was_changed_or_replaced_by_a_link_is_not_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links");
        temp.Write("music/deep/song.txt", "song");
        temp.Write("other/song.txt", "sins");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        var found = (await library.Contents.FindAsync(new ContentId(file.Hash, file.Size)))!;
        Directory.Move(temp["music/deep"], temp["aside"]);
        Directory.CreateSymbolicLink(temp["music/deep"], temp["aside"]);
        Assert.Null(found.Open());
        Directory.Delete(temp["music/deep"]);
        Directory.Move(temp["aside"], temp["music/deep"]);
        using (var again = found.Open()) Assert.NotNull(again);
        File.Delete(temp["music/deep/song.txt"]);
        File.CreateSymbolicLink(temp["music/deep/song.txt"], temp["other/song.txt"]);
        Assert.Null(found.Open());
        File.Delete(temp["music/deep/song.txt"]);
        File.Copy(temp["other/song.txt"], temp["music/deep/song.txt"]);
        File.SetLastWriteTimeUtc(temp["music/deep/song.txt"], DateTime.UnixEpoch);
        Assert.Null(found.Open());
    }

    [Fact]
    public async Task A_file_that_was_written_over_in_its_place_is_not_opened()
    {
        temp.Write("music/song.txt", "song");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        var found = (await library.Contents.FindAsync(new ContentId(file.Hash, file.Size)))!;
        using (var same = found.Open()) Assert.NotNull(same);
        using (var other = File.OpenHandle(temp["music/song.txt"], FileMode.Open, FileAccess.Write)) RandomAccess.Write(other, "sins"u8, 0);
        File.SetLastWriteTimeUtc(temp["music/song.txt"], DateTime.UnixEpoch.AddDays(1));
        Assert.Null(found.Open());
    }

    [Fact]
    public async Task A_content_that_is_being_copied_is_offered_as_part_until_it_is_whole()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.AllScannedAsync();
        var bytes = "finished content"u8.ToArray();
        var layer = LayerOf(bytes);
        await library.Contents.AddPartialAsync(layer.Content, "copy.txt");
        await library.Contents.AddPartialAsync(layer.Content, "copy.txt");
        var partial = Assert.Single(await ChangesAsync(library));
        Assert.Equal((false, false, "downloads", "copy.txt", layer.Content), (partial.Removed, partial.File.Complete, partial.File.Folder, partial.File.Name, partial.File.Content));
        Assert.Equal(LocalState.Partial, Assert.Single(await library.Shares.ContentsAsync(layer.Content.Hash, CancellationToken.None)).Local);
        Assert.Null(await library.Contents.FindAsync(layer.Content));
        temp.Write("downloads/copy.txt", bytes);
        Assert.True(await library.Contents.AddCompletedAsync(temp["downloads/copy.txt"], layer));
        Assert.NotNull(await library.Contents.FindAsync(layer.Content));
        Assert.Equal([true, false], (await ChangesAsync(library)).Select(change => change.Removed));
        Assert.True((await ChangesAsync(library))[^1].File.Complete);
        await library.RescanAsync(library.Downloads.Id);
        Assert.Equal(0, library.BytesHashed);
        Assert.Equal("copy.txt", Assert.Single(await library.FilesAsync()).Name);
    }

    [Fact]
    public async Task A_content_that_is_no_longer_copied_is_no_longer_offered()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var content = LayerOf([1, 2, 3]).Content;
        await library.Contents.AddPartialAsync(content, "copy.txt");
        await library.Contents.RemovePartialAsync(content);
        await library.Contents.RemovePartialAsync(content);
        Assert.True(Assert.Single(await ChangesAsync(library)).Removed);
        Assert.Empty(await library.Shares.ContentsAsync(content.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task A_finished_copy_outside_every_share_is_offered_alone_and_is_in_no_list_of_a_share()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var layer = LayerOf([1, 2, 3]);
        temp.Write("elsewhere/copy.bin", [1, 2, 3]);
        Assert.False(await library.Contents.AddCompletedAsync(temp["elsewhere/copy.bin"], layer));
        Assert.Equal((false, true, "copy.bin", layer.Content), (await ChangesAsync(library)) is [var only] ? (only.Removed, only.File.Complete, only.File.Name, only.File.Content) : default);
        Assert.Empty(await library.FilesAsync());
    }

    [Fact]
    public async Task A_deleted_file_is_forgotten_at_once()
    {
        temp.Write("music/old/song.txt", "song");
        temp.Write("music/song.txt", "another song");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        File.Delete(temp["music/old/song.txt"]);
        await library.Contents.RemoveFileAsync(temp["music/old/song.txt"]);
        await library.Contents.RemoveFileAsync(temp["music/old/song.txt"]);
        await library.Contents.RemoveFileAsync(temp["elsewhere/song.txt"]);
        Assert.Equal(12, Assert.Single(await library.FilesAsync()).Size);
        Assert.True((await ChangesAsync(library))[^1].Removed);
    }

    [Fact]
    public void A_taken_name_gets_the_first_free_number()
    {
        temp.Write("folder/Song.mp3", "1");
        temp.Write("folder/song (2).mp3", "2");
        Assert.Equal("song (4).mp3", FreeName.In(temp["folder"], "song.mp3", ["SONG (3).MP3"]));
        Assert.Equal("other.mp3", FreeName.In(temp["folder"], "other.mp3", []));
        Assert.Equal("other.mp3", FreeName.In(temp["missing"], "other.mp3", []));
    }

    public void Dispose() => temp.Dispose();

    private static async Task<IReadOnlyList<FileChange>> ChangesAsync(LibraryFixture library) =>
        (await library.Journal.ChangesSinceAsync(new LibraryChanges(library.Journal.Current.LibraryId, 0, 500))).Changes;

    private static PieceLayer LayerOf(byte[] bytes)
    {
        var map = new PieceMap(bytes.Length);
        Bytes32[] pieces = [.. Enumerable.Range(0, map.Count).Select(piece => MerkleTree.PieceRoot(bytes.AsSpan((int)map.Offset(piece), map.Length(piece)), map))];
        return PieceLayer.FromHashes(bytes.Length, pieces);
    }
}
