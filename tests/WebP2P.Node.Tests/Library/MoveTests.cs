using WebP2P.Node.Library;
using WebP2P.Node.Tests.Links;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

public sealed class MoveTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_renamed_file_keeps_its_hash_and_is_told_as_gone_and_new()
    {
        NeedsInodes();
        temp.Write("music/before.txt", "the same bytes");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var (hash, hashed, since) = (Assert.Single(await library.FilesAsync()).Hash, library.BytesHashed, library.Journal.Current);
        File.Move(temp["music/before.txt"], temp["music/after.txt"]);
        share = await library.RescanAsync(share.Id);
        var file = Assert.Single(await library.FilesAsync());
        Assert.Equal(("after.txt", hash), (file.Name, file.Hash));
        Assert.Equal(hashed, library.BytesHashed);
        Assert.Equal((1, 14), (share.Files, share.Bytes));
        var changes = await library.Journal.ChangesSinceAsync(new LibraryChanges(since.LibraryId, since.Version, 100));
        Assert.Equal([(false, "after.txt"), (true, "before.txt")], changes.Changes.Select(change => (change.Removed, change.File.Name)).Order());
        Assert.NotNull(await library.Contents.FindAsync(new(hash, 14)));
    }

    [Fact]
    public async Task A_folder_that_moves_to_another_share_takes_its_hashes_along_whichever_is_looked_through_first()
    {
        NeedsInodes();
        for (var file = 0; file < 30; file++) temp.Write($"music/album/{file}.txt", $"content {file}");
        temp.MakeFolder("films");
        await using var library = await LibraryFixture.StartAsync(temp);
        var music = await library.ShareAsync(temp["music"]);
        var films = await library.ShareAsync(temp["films"]);
        var hashed = library.BytesHashed;
        Directory.Move(temp["music/album"], temp["films/album"]);
        Assert.Equal(0, (await library.RescanAsync(music.Id)).Files);
        Assert.Equal(30, (await library.RescanAsync(films.Id)).Files);
        Directory.Move(temp["films/album"], temp["music/album"]);
        Assert.Equal(30, (await library.RescanAsync(music.Id)).Files);
        Assert.Equal(0, (await library.RescanAsync(films.Id)).Files);
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task Two_files_that_swap_their_names_are_not_mixed_up()
    {
        NeedsInodes();
        temp.Write("music/a.txt", "first.");
        temp.Write("music/b.txt", "second");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var (before, hashed) = ((await library.FilesAsync()).Select(file => file.Hash).ToList(), library.BytesHashed);
        File.Move(temp["music/a.txt"], temp["music/c"]);
        File.Move(temp["music/b.txt"], temp["music/a.txt"]);
        File.Move(temp["music/c"], temp["music/b.txt"]);
        await library.RescanAsync(share.Id);
        Assert.Equal([before[1], before[0]], (await library.FilesAsync()).Select(file => file.Hash));
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task A_share_that_is_removed_and_added_again_is_not_read_again()
    {
        NeedsInodes();
        temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;
        await library.Shares.RemoveAsync(share.Id, CancellationToken.None);
        Assert.Equal(1, (await library.ShareAsync(temp["music"])).Files);
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task A_copy_is_read_even_with_the_same_size_and_time()
    {
        temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;
        temp.Write("music/b.txt", "second");
        File.SetLastWriteTimeUtc(temp["music/b.txt"], File.GetLastWriteTimeUtc(temp["music/a.txt"]));
        await library.RescanAsync(share.Id);
        Assert.Equal(6, library.BytesHashed - hashed);
        Assert.Equal(2, (await library.FilesAsync()).Select(file => file.Hash).Distinct().Count());
    }

    [Fact]
    public async Task A_second_link_to_a_file_is_the_same_file()
    {
        NeedsInodes();
        temp.Write("music/a.txt", "first.");
        temp.MakeFolder("films");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;
        Command.Run("ln", temp["music/a.txt"], temp["films/b.txt"]);
        await library.ShareAsync(temp["films"]);
        Assert.Equal(hashed, library.BytesHashed);
        Assert.Single((await library.FilesAsync()).Select(file => file.Hash).Distinct());
    }

    [Fact]
    public async Task A_changed_file_whose_time_was_set_back_is_noticed()
    {
        NeedsInodes();
        var path = temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var (time, file) = (File.GetLastWriteTimeUtc(path), Assert.Single(await library.FilesAsync()));
        using (var open = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(open, "second"u8, 0);
        File.SetLastWriteTimeUtc(path, time);
        await library.RescanAsync(share.Id);
        Assert.NotEqual(file.Hash, Assert.Single(await library.FilesAsync()).Hash);
    }

    [Fact]
    public async Task A_time_that_was_there_before_brings_no_old_hash_back()
    {
        NeedsInodes();
        var path = temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var (time, hash) = (File.GetLastWriteTimeUtc(path), Assert.Single(await library.FilesAsync()).Hash);
        File.Move(path, temp["music/b.txt"]);
        using (var open = File.OpenHandle(temp["music/b.txt"], FileMode.Open, FileAccess.Write)) RandomAccess.Write(open, "second"u8, 0);
        File.SetLastWriteTimeUtc(temp["music/b.txt"], time.AddSeconds(9));
        await library.RescanAsync(share.Id);
        File.SetLastWriteTimeUtc(temp["music/b.txt"], time);
        await library.RescanAsync(share.Id);
        Assert.NotEqual(hash, Assert.Single(await library.FilesAsync()).Hash);
    }

    [Fact]
    public async Task A_file_that_is_asked_for_after_it_changed_is_taken_off_and_read_anew()
    {
        NeedsInodes();
        var path = temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp, options => options with { QuietMs = 50, GatherMs = 50 });
        await library.ShareAsync(temp["music"]);
        var (time, file) = (File.GetLastWriteTimeUtc(path), Assert.Single(await library.FilesAsync()));
        using (var open = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(open, "second"u8, 0);
        File.SetLastWriteTimeUtc(path, time);
        var version = library.Journal.Current.Version;
        Assert.Null(await library.Contents.FindAsync(new(file.Hash, 6)));
        Assert.True(library.Journal.Current.Version > version);
        await Poll.UntilAsync(() => library.FilesAsync().GetAwaiter().GetResult() is [var now] && now.Hash != file.Hash);
    }

    [Fact]
    public async Task New_rights_cost_a_read_and_tell_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs rights");
        var path = temp.Write("music/a.txt", "first.");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var version = library.Journal.Current;
        Command.Run("chmod", "400", path);
        await library.RescanAsync(share.Id);
        Assert.Equal(version, library.Journal.Current);
        Assert.NotNull(await library.Contents.FindAsync(new(Assert.Single(await library.FilesAsync()).Hash, 6)));
    }

    [Fact]
    public void A_file_with_the_inode_of_a_deleted_one_is_another_file()
    {
        var old = new FileStat(EntryKind.File, 6, 100, 1, 7, 100, BornTicks: 50);
        Assert.True((old with { ChangedTicks = 300 }).IsMoved(old));
        Assert.False((old with { BornTicks = 60 }).IsMoved(old));
        Assert.False((old with { Size = 7 }).IsMoved(old));
        Assert.False((old with { ModifiedTicks = 101 }).IsMoved(old));
        Assert.False((old with { Device = 2 }).IsMoved(old));
        Assert.False((old with { Inode = 0 }).IsMoved(old with { Inode = 0 }));
    }

    [Fact]
    public void Paths_are_ordered_as_the_database_orders_them()
    {
        string[] paths = ["a", "a-", "a/b", "a/b/c", "a0", "b", "z\uE000", "z\uFFFD", "z\U0001F600", "\u00e9"];
        var bytes = paths.OrderBy(path => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(path)), StringComparer.Ordinal);
        Assert.Equal(bytes, paths.Reverse().Order(PathOrder.Instance));
    }

    public void Dispose() => temp.Dispose();

    private static void NeedsInodes() => Assert.SkipUnless(OperatingSystem.IsLinux(), "needs inodes");
}
