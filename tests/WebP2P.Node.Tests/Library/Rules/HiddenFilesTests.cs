using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Library.Rules;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library.Rules;

public sealed class HiddenFilesTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_new_rule_hides_and_its_removal_shows_without_hashing()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/b.log", "words");
        temp.Write("music/deep/node_modules/c.js", "code");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;

        share = await RuleAsync(library, share, "*.log", "node_modules/");
        Assert.Equal(["a.mp3"], (await library.FilesAsync()).Select(file => file.Name));
        Assert.Equal((1, 5), (share.Files, share.Bytes));
        Assert.Equal(2, await HiddenAsync(library));

        share = await RuleAsync(library, share);
        Assert.Equal(["a.mp3", "b.log", "c.js"], (await library.FilesAsync()).Select(file => file.Name));
        Assert.Equal(3, share.Files);
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task An_index_server_hears_that_files_went_and_that_they_are_back()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/b.log", "words");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var since = library.Journal.Current;

        share = await RuleAsync(library, share, "*.log");
        var gone = await library.Journal.ChangesSinceAsync(new LibraryChanges(since.LibraryId, since.Version, 100));
        Assert.Equal([(true, "b.log")], gone.Changes.Select(change => (change.Removed, change.File.Name)));

        await RuleAsync(library, share);
        var back = await library.Journal.ChangesSinceAsync(new LibraryChanges(since.LibraryId, gone.ToVersion, 100));
        Assert.Equal([(false, "b.log")], back.Changes.Select(change => (change.Removed, change.File.Name)));
    }

    [Fact]
    public async Task A_hidden_content_is_not_served_and_not_in_a_new_numbering()
    {
        temp.Write("music/b.log", "words");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        var content = new WebP2P.Protocols.Content.ContentId(file.Hash, file.Size);
        Assert.NotNull(await library.Contents.FindAsync(content));

        await RuleAsync(library, share, "*.log");
        Assert.Null(await library.Contents.FindAsync(content));
        await library.Get<LibraryStore>().RenumberAsync(CancellationToken.None);
        var all = await library.Journal.ChangesSinceAsync(new LibraryChanges(library.Journal.Current.LibraryId, 0, 100));
        Assert.Empty(all.Changes);
    }

    [Fact]
    public async Task A_hidden_file_that_is_deleted_or_changed_is_forgotten()
    {
        temp.Write("music/a.log", "words");
        temp.Write("music/b.log", "more words");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        share = await RuleAsync(library, share, "*.log");
        Assert.Equal(2, await HiddenAsync(library));

        File.Delete(temp["music/a.log"]);
        temp.Write("music/b.log", "other words");
        await library.RescanAsync(share.Id);
        Assert.Equal(0, await HiddenAsync(library));
        await RuleAsync(library, share);
        Assert.Equal(11, Assert.Single(await library.FilesAsync()).Size);
    }

    [Fact]
    public async Task A_share_with_hidden_files_can_be_removed()
    {
        temp.Write("music/a.log", "words");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        await RuleAsync(library, share, "*.log");
        Assert.True(await library.Shares.RemoveAsync(share.Id, CancellationToken.None));
        Assert.Equal(0, await HiddenAsync(library));
    }

    public void Dispose() => temp.Dispose();

    private static async Task<ShareView> RuleAsync(LibraryFixture library, ShareView share, params string[] patterns)
    {
        await using (var context = await library.Get<LibraryStore>().Contexts.CreateDbContextAsync())
            await context.Shares.Where(row => row.Id == share.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Rules, RuleBook.Write(new ExcludeSettings(patterns))));
        return await library.RescanAsync(share.Id);
    }

    private static async Task<int> HiddenAsync(LibraryFixture library)
    {
        await using var context = await library.Get<LibraryStore>().Contexts.CreateDbContextAsync();
        return await context.Files.IgnoreQueryFilters().CountAsync(row => row.Hidden);
    }
}
