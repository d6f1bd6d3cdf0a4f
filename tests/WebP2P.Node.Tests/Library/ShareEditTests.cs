using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Library.Rules;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

public sealed class ShareEditTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task Another_name_is_seen_by_others_and_hashes_nothing()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/live/b.mp3", "more sound");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var (hashed, since) = (library.BytesHashed, library.Journal.Current);

        var changed = await Edits(library).ChangeAsync(share.Id, new ShareChange("Old/records", null), CancellationToken.None);
        Assert.Equal("Old_records", changed.Value!.Name);
        Assert.Equal("Old_records", library.Shares.Find(share.Id)!.Name);
        Assert.Equal(["Old_records/a.mp3", "Old_records/live/b.mp3"], (await library.FilesAsync()).Select(file => file.Path));
        var told = await library.Journal.ChangesSinceAsync(new LibraryChanges(since.LibraryId, since.Version, 100));
        Assert.Equal(
            [(true, "music"), (true, "music/live"), (false, "Old_records"), (false, "Old_records/live")],
            told.Changes.Select(change => (change.Removed, change.File.Folder)));

        await library.RescanAsync(share.Id);
        Assert.Equal(hashed, library.BytesHashed);
        Assert.Equal(told.Version, library.Journal.Current.Version);
    }

    [Fact]
    public async Task More_files_than_removals_are_remembered_are_numbered_anew()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp.MakeFolder("music"));
        await using (var context = await library.Get<LibraryStore>().Contexts.CreateDbContextAsync())
        {
            for (var number = 0; number <= LibraryStore.TombstonesMax; number++)
                context.Files.Add(new WebP2P.Node.Storage.Rows.FileRow { ShareId = share.Id, RelativePath = $"{number}", Name = $"{number}", Folder = "music", Size = 1, Hash = new byte[32], Version = number + 1, Complete = true });
            await context.SaveChangesAsync();
        }
        var before = library.Journal.Current;
        await Edits(library).ChangeAsync(share.Id, new ShareChange("records", null), CancellationToken.None);
        Assert.NotEqual(before.LibraryId, library.Journal.Current.LibraryId);
        Assert.Equal(LibraryStore.TombstonesMax + 1, library.Journal.Current.Version);
        var told = await library.Journal.ChangesSinceAsync(new LibraryChanges(library.Journal.Current.LibraryId, 0, 10));
        Assert.All(told.Changes, change => Assert.Equal((false, "records"), (change.Removed, change.File.Folder)));
    }

    [Theory]
    [InlineData("Films")]
    [InlineData("films")]
    [InlineData("films.")]
    public async Task A_name_that_another_share_has_is_refused(string name)
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var films = await library.ShareAsync(temp.MakeFolder("Films"));
        var share = await library.ShareAsync(temp.MakeFolder("music"));
        var outcome = await Edits(library).ChangeAsync(share.Id, new ShareChange(name, null), CancellationToken.None);
        Assert.Equal((RefusalKind.Conflict, films.Id.ToString()), (outcome.Refusal!.Kind, outcome.Refusal.ExistingId));
        Assert.Equal("music", library.Shares.Find(share.Id)!.Name);
    }

    [Fact]
    public async Task What_was_changed_meanwhile_is_not_changed_again()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp.MakeFolder("music"));
        var seen = EditVersion.Of(share);
        Assert.Null((await Edits(library).ChangeAsync(share.Id, new ShareChange("first", null, seen), CancellationToken.None)).Refusal);
        Assert.Equal(RefusalKind.Stale, (await Edits(library).ChangeAsync(share.Id, new ShareChange("second", null, seen), CancellationToken.None)).Refusal!.Kind);
        Assert.Equal("first", library.Shares.Find(share.Id)!.Name);
        Assert.Null((await Edits(library).ChangeAsync(share.Id, new ShareChange("third", null, "*"), CancellationToken.None)).Refusal);

        var everywhere = EditVersion.Of(Edits(library).Everywhere);
        Assert.Null((await Edits(library).ChangeEverywhereAsync(new ExcludeSettings(["*.a"]), everywhere, CancellationToken.None)).Refusal);
        Assert.Equal(RefusalKind.Stale, (await Edits(library).ChangeEverywhereAsync(new ExcludeSettings(["*.b"]), everywhere, CancellationToken.None)).Refusal!.Kind);
        Assert.Equal(["*.a"], Edits(library).Everywhere.Patterns);
    }

    [Fact]
    public async Task Rules_are_applied_at_once_and_outlive_a_restart()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/b.log", "words");
        temp.Write("music/c.txt", "text");
        Guid id;
        await using (var library = await LibraryFixture.StartAsync(temp))
        {
            id = (await library.ShareAsync(temp["music"])).Id;
            var changed = await Edits(library).ChangeAsync(id, new ShareChange(null, new ExcludeSettings(["*.log"])), CancellationToken.None);
            Assert.Equal(["*.log"], changed.Value!.Rules.Patterns);
            await Edits(library).ChangeEverywhereAsync(new ExcludeSettings(["*.txt"]), null, CancellationToken.None);
            await library.AllScannedAsync();
            Assert.Equal(["a.mp3"], (await library.FilesAsync()).Select(file => file.Name));
        }
        await using var again = await LibraryFixture.StartAsync(temp);
        await again.AllScannedAsync();
        Assert.Equal(["a.mp3"], (await again.FilesAsync()).Select(file => file.Name));
        Assert.Equal(["*.log"], again.Shares.Find(id)!.Rules.Patterns);
        Assert.Equal(["*.txt"], Edits(again).Everywhere.Patterns);
        Assert.Equal(0, again.BytesHashed);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_changes_nothing()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp.MakeFolder("music"));
        var bad = new ExcludeSettings(["a[b"]);
        Assert.Equal("invalid-rule", (await Edits(library).ChangeAsync(share.Id, new ShareChange("records", bad), CancellationToken.None)).Refusal!.Code);
        Assert.Equal("invalid-rule", (await Edits(library).ChangeEverywhereAsync(bad, null, CancellationToken.None)).Refusal!.Code);
        Assert.Equal("invalid-rule", (await Edits(library).PreviewAsync(share.Id, bad, CancellationToken.None)).Refusal!.Code);
        Assert.Equal("music", library.Shares.Find(share.Id)!.Name);
        Assert.Equal(RefusalKind.NotFound, (await Edits(library).PreviewAsync(Guid.NewGuid(), ExcludeSettings.None, CancellationToken.None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_preview_tells_what_would_be_hidden_and_shown_and_changes_nothing()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/b.log", "words!");
        temp.Write("music/deep/c.log", "words");
        temp.Write("music/never.tmp", "hashed");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var hide = (await Edits(library).PreviewAsync(share.Id, new ExcludeSettings(["*.log", "deep/"]), CancellationToken.None)).Value!;
        Assert.True(hide.Complete);
        Assert.Equal((2, 11), (hide.Hidden.Files, hide.Hidden.Bytes));
        Assert.Equal(["music/b.log", "music/deep/c.log"], hide.Hidden.Paths.Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), (hide.Shown.Files, hide.Shown.Bytes));

        var show = (await Edits(library).PreviewAsync(null, ExcludeSettings.None, CancellationToken.None)).Value!;
        Assert.Equal(["music/never.tmp"], show.Shown.Paths);
        Assert.Equal((1, 6), (show.Shown.Files, show.Shown.Bytes));
        Assert.Equal(3, (await library.FilesAsync()).Count);
    }

    [Fact]
    public async Task What_is_taken_back_is_previewed_and_then_offered()
    {
        temp.Write("music/a.mp3", "sound");
        temp.Write("music/keep.tmp", "hashed");
        temp.Write("music/other.tmp", "left");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var rules = new ExcludeSettings(["!keep.tmp"]);
        var preview = (await Edits(library).PreviewAsync(share.Id, rules, CancellationToken.None)).Value!;
        Assert.Equal(["music/keep.tmp"], preview.Shown.Paths);
        Assert.Equal(0, preview.Hidden.Files);

        Assert.Null((await Edits(library).ChangeAsync(share.Id, new ShareChange(null, rules), CancellationToken.None)).Refusal);
        await library.AllScannedAsync();
        Assert.Equal(["a.mp3", "keep.tmp"], (await library.FilesAsync()).Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_preview_shows_a_hundred_paths_and_counts_all()
    {
        for (var number = 0; number <= RulePreviews.PathsMax; number++) temp.Write($"music/{number}.log", "x");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var preview = (await Edits(library).PreviewAsync(share.Id, new ExcludeSettings(["*.log"]), CancellationToken.None)).Value!;
        Assert.Equal((RulePreviews.PathsMax, RulePreviews.PathsMax + 1L), (preview.Hidden.Paths.Count, preview.Hidden.Files));
    }

    [Fact]
    public async Task A_preview_that_takes_too_long_says_that_it_is_a_beginning()
    {
        temp.Write("music/a.mp3", "sound");
        var rules = new ExcludeRules(ExcludeSettings.None, ExcludeSettings.None);
        var previews = new RulePreviews(TimeProvider.System) { TimeMax = TimeSpan.Zero };
        var preview = await previews.LookAsync([new ChangedRules("music", temp["music"], rules, rules)], CancellationToken.None);
        Assert.False(preview.Complete);
    }

    [Fact]
    public async Task A_preview_of_a_drive_that_is_missing_says_that_it_is_not_all()
    {
        var rules = new ExcludeRules(ExcludeSettings.None, ExcludeSettings.None);
        var preview = await new RulePreviews(TimeProvider.System).LookAsync([new ChangedRules("music", temp["missing"], rules, rules)], CancellationToken.None);
        Assert.False(preview.Complete);
    }

    public void Dispose() => temp.Dispose();

    private static IShareEdits Edits(LibraryFixture library) => library.Get<IShareEdits>();
}
