using WebP2P.Node.Control;
using WebP2P.Node.Library.Tree;

namespace WebP2P.Node.Tests.Library.Tree;

public sealed class LibraryTreeTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_folder_lists_its_folders_with_counts_and_then_its_files()
    {
        await using var library = await MusicAsync();
        Assert.Equal([(LibraryEntryType.Folder, "music", "music", 8L, 4L)], (await AllAsync(library, "")).Select(Told));
        Assert.Equal(
            [
                (LibraryEntryType.Folder, "live", "music/live", 5L, 2L),
                (LibraryEntryType.File, "a.mp3", "music/a.mp3", 1L, null),
                (LibraryEntryType.File, "b.mp3", "music/b.mp3", 2L, (long?)null),
            ],
            (await AllAsync(library, "music")).Select(Told));
        Assert.Equal(["music/live/1999/d.mp3"], (await AllAsync(library, "music/live/1999")).Select(entry => entry.Path));
        Assert.Empty(await AllAsync(library, "nowhere"));
        Assert.Empty(await AllAsync(library, "mus"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_of_any_size_give_every_entry_once(int limit)
    {
        for (var number = 0; number < 3; number++)
        {
            temp.Write($"music/folder {number}/x.txt", "x");
            temp.Write($"music/file {number}.txt", "x");
        }
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        Assert.Equal(["folder 0", "folder 1", "folder 2", "file 0.txt", "file 1.txt", "file 2.txt"], (await AllAsync(library, "music", null, limit)).Select(entry => entry.Name));
        Assert.Equal(6, (await AllAsync(library, "", "ext:txt", limit)).Count);
    }

    [Fact]
    public async Task A_search_stays_inside_its_folder_and_reads_the_query_language()
    {
        await using var library = await MusicAsync();
        Assert.Equal(["music/a.mp3", "music/b.mp3", "music/live/c.mp3", "music/live/1999/d.mp3"], (await AllAsync(library, "", "kind:audio")).Select(entry => entry.Path));
        Assert.Equal(["music/live/c.mp3", "music/live/1999/d.mp3"], (await AllAsync(library, "music/live", "ext:mp3")).Select(entry => entry.Path));
        Assert.Equal(["music/live/c.mp3", "music/live/1999/d.mp3"], (await AllAsync(library, "", "live")).Select(entry => entry.Path));
        Assert.Equal(["music/live/c.mp3"], (await AllAsync(library, "", "live -1999")).Select(entry => entry.Path));
        Assert.Equal(["music/b.mp3"], (await AllAsync(library, "music", "size:2..2")).Select(entry => entry.Path));
        Assert.Empty(await AllAsync(library, "music/liv", "ext:mp3"));
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_refused_with_its_place()
    {
        await using var library = await MusicAsync();
        var outcome = await Tree(library).ListAsync(new LibraryQuestion("", "\"open"), new PageRequest(null), CancellationToken.None);
        Assert.Equal("invalid-query", outcome.Refusal!.Code);
        Assert.StartsWith("At character", outcome.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_found_however_many_words_its_folders_have()
    {
        temp.Write($"music/{string.Join('/', Enumerable.Range(0, 30).Select(number => $"w{number} v{number}"))}/needle.txt", "x");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        Assert.Equal("needle.txt", Assert.Single(await AllAsync(library, "", "needle ext:txt")).Name);
    }

    [Fact]
    public async Task A_page_of_a_search_looks_at_so_many_rows_and_the_next_goes_on()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp.MakeFolder("music"));
        await ManyRowsAsync(library, share, LibraryTree.SearchedRowsMax + 10);
        var first = await Tree(library).ListAsync(new LibraryQuestion("", "needle"), new PageRequest(null, 10), CancellationToken.None);
        Assert.Empty(first.Value!.Items);
        Assert.NotNull(first.Value.NextCursor);
        var second = await Tree(library).ListAsync(new LibraryQuestion("", "needle"), new PageRequest(first.Value.NextCursor, 10), CancellationToken.None);
        Assert.Equal("zz needle", Assert.Single(second.Value!.Items).Name);
        Assert.Null(second.Value.NextCursor);
    }

    [Fact]
    public async Task Files_that_come_and_go_change_the_tree()
    {
        await using var library = await MusicAsync();
        Assert.Equal(4, Assert.Single(await AllAsync(library, "")).Files);
        temp.Write("music/empty.txt", "");
        Directory.Delete(temp["music/live"], recursive: true);
        await library.RescanAsync(library.Shares.List()[^1].Id);
        await library.UntilAsync(() => true);
        var deadline = DateTime.UtcNow.AddSeconds(60);
        long? files;
        do files = Assert.Single(await AllAsync(library, "")).Files;
        while (files != 3 && DateTime.UtcNow < deadline);
        Assert.Equal(3, files);
        var empty = (await AllAsync(library, "music")).Single(entry => entry.Name == "empty.txt");
        Assert.Null(empty.Hash);
        Assert.Null(empty.Content());
    }

    [Fact]
    public async Task A_cursor_that_was_not_made_here_begins_at_the_start()
    {
        await using var library = await MusicAsync();
        foreach (var cursor in (string[])["nonsense", "", "AAAA", "Zg", "????"])
            Assert.Equal(3, (await Tree(library).ListAsync(new LibraryQuestion("music"), new PageRequest(cursor), CancellationToken.None)).Value!.Items.Count);
    }

    [Fact]
    public async Task Contents_that_lie_in_several_places_are_listed_by_what_they_waste()
    {
        temp.Write("music/a.txt", "same small");
        temp.Write("music/b.txt", "same small");
        temp.Write("music/x/c.txt", new string('l', 1_000));
        temp.Write("music/x/d.txt", new string('l', 1_000));
        temp.Write("music/x/e.txt", new string('l', 1_000));
        temp.Write("music/f.txt", "only once");
        for (var number = 0; number < 2; number++) temp.Write($"music/empty {number}.txt", "");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var first = await Tree(library).DuplicatesAsync(new PageRequest(null, 1), CancellationToken.None);
        var large = Assert.Single(first.Items);
        Assert.Equal((1_000, 3, 2_000), (large.Size, large.Copies, large.WastedBytes));
        Assert.Equal(["music/x/c.txt", "music/x/d.txt", "music/x/e.txt"], large.Paths);
        var second = await Tree(library).DuplicatesAsync(new PageRequest(first.NextCursor, 1), CancellationToken.None);
        Assert.Equal(["music/a.txt", "music/b.txt"], Assert.Single(second.Items).Paths);
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Twenty_paths_of_a_content_are_shown_and_all_are_counted()
    {
        for (var number = 0; number < Duplicates.PathsMax + 1; number++) temp.Write($"music/{number}.txt", "same");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var found = Assert.Single((await Tree(library).DuplicatesAsync(new PageRequest(null), CancellationToken.None)).Items);
        Assert.Equal((Duplicates.PathsMax, Duplicates.PathsMax + 1L), (found.Paths.Count, found.Copies));
    }

    public void Dispose() => temp.Dispose();

    private async Task<LibraryFixture> MusicAsync()
    {
        temp.Write("music/a.mp3", "1");
        temp.Write("music/b.mp3", "22");
        temp.Write("music/live/c.mp3", "4");
        temp.Write("music/live/1999/d.mp3", "8888");
        var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        return library;
    }

    private static async Task ManyRowsAsync(LibraryFixture library, ShareView share, int count)
    {
        await using var context = await library.Get<WebP2P.Node.Library.LibraryStore>().Contexts.CreateDbContextAsync();
        for (var number = 0; number < count; number++)
        {
            var name = number == count - 1 ? "zz needle" : $"file {number}";
            context.Files.Add(new WebP2P.Node.Storage.Rows.FileRow { ShareId = share.Id, RelativePath = name, Name = name, Folder = "music", Size = 1, Complete = true });
        }
        await context.SaveChangesAsync();
    }

    private static (LibraryEntryType Type, string Name, string Path, long Size, long? Files) Told(LibraryEntry entry) => (entry.Type, entry.Name, entry.Path, entry.Size, entry.Files);

    private static ILibraryTree Tree(LibraryFixture library) => library.Get<ILibraryTree>();

    private static async Task<List<LibraryEntry>> AllAsync(LibraryFixture library, string path, string? query = null, int limit = 100)
    {
        List<LibraryEntry> all = [];
        string? cursor = null;
        do
        {
            var outcome = await Tree(library).ListAsync(new LibraryQuestion(path, query), new PageRequest(cursor, limit), CancellationToken.None);
            Assert.Null(outcome.Refusal);
            Assert.InRange(outcome.Value!.Items.Count, 0, limit);
            all.AddRange(outcome.Value.Items);
            Assert.InRange(all.Count, 0, 1_000);
            cursor = outcome.Value.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}
