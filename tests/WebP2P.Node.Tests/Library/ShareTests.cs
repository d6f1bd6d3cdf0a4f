using WebP2P.Node.Control;
using WebP2P.Node.Library;

namespace WebP2P.Node.Tests.Library;

public sealed class ShareTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task The_downloads_folder_and_those_given_by_option_are_shared_by_themselves()
    {
        temp.Write("given/a.txt", "a");
        await using (var library = await LibraryFixture.StartAsync(temp, temp["given"]))
        {
            await library.AllScannedAsync();
            Assert.Equal([temp["downloads"], temp["given"]], library.Shares.List().Select(share => share.Path).Order());
            Assert.All(library.Shares.List(), share => Assert.True(share.Automatic));
            Assert.False(await library.Shares.RemoveAsync(library.Downloads.Id, CancellationToken.None));
        }
        await using var withoutOption = await LibraryFixture.StartAsync(temp);
        Assert.Equal(temp["downloads"], Assert.Single(withoutOption.Shares.List()).Path);
        Assert.Empty(await withoutOption.FilesAsync());
    }

    [Fact]
    public async Task The_same_and_nested_folders_are_conflicts()
    {
        temp.MakeFolder("music/rock");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        foreach (var (path, code) in new[] { ("music", "share-exists"), ("music/", "share-exists"), ("music/rock", "share-nested"), ("", "share-nested") })
        {
            var refused = await library.Shares.AddAsync(temp[path], CancellationToken.None);
            if (path.Length == 0)
            {
                // The folder above holds the node's data as well, which is the graver reason.
                Assert.Equal((RefusalKind.Invalid, "folder-forbidden"), (refused.Refusal!.Kind, refused.Refusal.Code));
                continue;
            }
            Assert.Equal((RefusalKind.Conflict, code, share.Id.ToString()), (refused.Refusal!.Kind, refused.Refusal.Code, refused.Refusal.ExistingId));
        }
        temp.MakeFolder("musical");
        await library.ShareAsync(temp["musical"]);
    }

    [Fact]
    public async Task A_folder_around_a_shared_one_is_a_conflict()
    {
        temp.MakeFolder("music/rock");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music/rock"]);
        var refusal = (await library.Shares.AddAsync(temp["music"], CancellationToken.None)).Refusal;
        Assert.Equal((RefusalKind.Conflict, "share-nested", share.Id.ToString()), (refusal!.Kind, refusal.Code, refusal.ExistingId));
    }

    [Fact]
    public async Task Missing_relative_and_unreadable_folders_are_refused()
    {
        temp.Write("file", "x");
        await using var library = await LibraryFixture.StartAsync(temp);
        foreach (var (path, code) in new[] { (temp["missing"], "folder-missing"), ("relative", "folder-not-absolute"), ("", "folder-not-absolute"), (temp["file"], "folder-is-a-file"), ("/a\0b", "folder-not-absolute") })
            Assert.Equal(code, (await library.Shares.AddAsync(path, CancellationToken.None)).Refusal?.Code);
    }

    [Fact]
    public async Task A_link_does_not_smuggle_a_refused_folder_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links");
        await using var library = await LibraryFixture.StartAsync(temp);
        Directory.CreateSymbolicLink(temp["innocent"], temp["data"]);
        Assert.Equal("folder-forbidden", (await library.Shares.AddAsync(temp["innocent"], CancellationToken.None)).Refusal?.Code);
    }

    [Theory]
    [InlineData("/", "whole disk")]
    [InlineData("/home/alice", "home")]
    [InlineData("/home", "home")]
    [InlineData("/home/alice/.ssh", "Hidden")]
    [InlineData("/home/alice/.config/app", "Hidden")]
    [InlineData("/var/webp2p", "own key")]
    [InlineData("/var/webp2p/deeper", "own key")]
    [InlineData("/var", "own key")]
    [InlineData("/etc", "system")]
    [InlineData("/proc/1", "system")]
    [InlineData("/sys", "system")]
    [InlineData("/dev/shm", "system")]
    [InlineData("/home/alice/Music", null)]
    [InlineData("/home/bob", null)]
    [InlineData("/varied", null)]
    [InlineData("/etcetera", null)]
    public void Folders_that_nobody_shares_on_purpose_are_refused(string path, string? reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "these are Unix paths");
        var refusal = new ShareRules("/home/alice", "/var/webp2p").Refusal(path);
        if (reason is null) Assert.Null(refusal);
        else Assert.Contains(reason, refusal);
    }

    [Fact]
    public void Links_that_lead_in_a_circle_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links");
        Directory.CreateSymbolicLink(temp["a"], temp["b/x"]);
        Directory.CreateSymbolicLink(temp["b"], temp["a/y"]);
        Assert.NotEmpty(ShareRules.Final(temp["a/z"]));
    }

    [Fact]
    public async Task Two_shares_of_one_name_are_told_apart()
    {
        temp.MakeFolder("one/Music");
        temp.MakeFolder("two/music");
        await using var library = await LibraryFixture.StartAsync(temp);
        Assert.Equal("Music", (await library.ShareAsync(temp["one/Music"])).Name);
        Assert.Equal("music (2)", (await library.ShareAsync(temp["two/music"])).Name);
    }

    [Fact]
    public async Task Removing_a_share_takes_its_files_out_and_leaves_them_on_the_disk()
    {
        temp.Write("music/song.txt", "song");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Assert.True(await library.Shares.RemoveAsync(share.Id, CancellationToken.None));
        Assert.Null(library.Shares.Find(share.Id));
        Assert.Empty(await library.FilesAsync());
        Assert.True(File.Exists(temp["music/song.txt"]));
        Assert.False(await library.Shares.RemoveAsync(share.Id, CancellationToken.None));
        await library.ShareAsync(temp["music"]);
    }

    [Fact]
    public async Task The_picker_shows_folders_and_what_sharing_one_would_offer()
    {
        temp.Write("music/a.txt", "12345");
        temp.Write("music/rock/b.txt", "123");
        temp.Write("music/.hidden/c.txt", "1");
        temp.Write("music/.c.txt", "1");
        await using var library = await LibraryFixture.StartAsync(temp);
        var folder = library.Shares.Folder(temp["music"]).Value!;
        Assert.Equal(temp.Root, folder.Parent);
        Assert.Equal(["rock"], folder.Folders.Select(entry => entry.Name));
        Assert.NotNull(library.Shares.Folder(temp.Root).Value!.Folders.Single(entry => entry.Name == "data").Refusal);
        Assert.NotEmpty(library.Shares.Folder(null).Value!.Folders);
        Assert.Equal("folder-missing", library.Shares.Folder(temp["missing"]).Refusal?.Code);
        var preview = (await library.Shares.PreviewAsync(temp["music"], CancellationToken.None)).Value!;
        Assert.Equal((2, 8, true), (preview.Files, preview.Bytes, preview.Complete));
        Assert.Equal("folder-forbidden", (await library.Shares.PreviewAsync(temp["data"], CancellationToken.None)).Refusal?.Code);
    }

    [Fact]
    public async Task Files_are_listed_in_pages_and_found_by_words()
    {
        for (var file = 0; file < 25; file++) temp.Write($"music/a{file % 5}/same name {file:00}.txt", $"{file}");
        temp.Write("music/100%_sure.txt", "x");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        List<string> names = [];
        string? cursor = null;
        do
        {
            var page = await library.Shares.FilesAsync(null, null, new PageRequest(cursor, 10), CancellationToken.None);
            Assert.InRange(page.Items.Count, 1, 10);
            names.AddRange(page.Items.Select(file => file.Name));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(26, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal("same name 07.txt", Assert.Single(await library.FilesAsync("NAME 07")).Name);
        Assert.Equal("100%_sure.txt", Assert.Single(await library.FilesAsync("%_")).Name);
        Assert.Equal(26, (await library.Shares.FilesAsync(null, library.Shares.List()[^1].Id, new PageRequest("nonsense", 100), CancellationToken.None)).Items.Count);
    }

    public void Dispose() => temp.Dispose();
}
