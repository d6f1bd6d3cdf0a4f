using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Library;

public sealed class JournalTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task Whoever_follows_the_changes_in_pages_ends_with_the_files_there_are()
    {
        for (var file = 0; file < 40; file++) temp.Write($"music/{file}.txt", $"content {file}");
        await using var library = await LibraryFixture.StartAsync(temp);
        var follower = new Follower(library.Journal);
        var share = await library.ShareAsync(temp["music"]);
        await follower.FollowAsync(changesMax: 7);
        Assert.Equal(40, follower.Files.Count);
        File.Delete(temp["music/3.txt"]);
        temp.Write("music/4.txt", "changed content 4");
        temp.Write("music/new.txt", "new");
        await library.RescanAsync(share.Id);
        Assert.Equal(4, await follower.FollowAsync(changesMax: 500));
        Assert.Equal((await library.FilesAsync()).Select(file => (file.Path, file.Hash)).Order(), follower.Files.Select(file => (file.Key, file.Value.Content.Hash)).Order());
        Assert.Equal(0, follower.Compared);
    }

    [Fact]
    public async Task A_file_that_was_touched_but_not_changed_is_not_told_again()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        await store.CommitAsync([], Rows(1, 3), CancellationToken.None);
        await store.CommitAsync([], Rows(1, 4), CancellationToken.None);
        Assert.Equal(4, library.Journal.Current.Version);
        Assert.Equal(0, await TombstonesAsync(library));
    }

    [Fact]
    public async Task Every_commit_is_told_with_its_version()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        List<LibraryVersion> told = [];
        library.Journal.Changed += told.Add;
        await library.ShareAsync(temp["music"]);
        Assert.Equal(library.Journal.Current, told[^1]);
        Assert.Equal(1, library.Journal.Current.Version);
    }

    [Fact]
    public async Task The_numbering_outlives_a_restart()
    {
        temp.Write("music/a.txt", "a");
        LibraryVersion before;
        await using (var first = await LibraryFixture.StartAsync(temp))
        {
            await first.ShareAsync(temp["music"]);
            before = first.Journal.Current;
        }
        await using var second = await LibraryFixture.StartAsync(temp);
        await second.AllScannedAsync();
        Assert.Equal(before, second.Journal.Current);
    }

    [Fact]
    public async Task A_question_about_another_library_is_answered_with_all_of_this_one()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var answer = await library.Journal.ChangesSinceAsync(new LibraryChanges(42, 17, 500));
        Assert.Equal((library.Journal.Current.LibraryId, 0, 1), (answer.LibraryId, answer.FromVersion, answer.ToVersion));
        Assert.False(Assert.Single(answer.Changes).Removed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(99)]
    public async Task A_version_that_was_never_reached_cannot_be_followed(long version)
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var before = library.Journal.Current;
        var answer = await library.Journal.ChangesSinceAsync(new LibraryChanges(before.LibraryId, version, 500));
        Assert.True(answer.IsForgotten);
        Assert.Empty(answer.Changes);
        Assert.Equal((before.LibraryId, before.Version), (answer.LibraryId, answer.Version));
        Assert.Equal(before, library.Journal.Current);
    }

    [Fact]
    public async Task When_removals_were_forgotten_the_journal_says_so_and_the_buckets_that_differ_bring_the_rest()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        var follower = new Follower(library.Journal);
        await store.CommitAsync([], Rows(1, 600), CancellationToken.None);
        await follower.FollowAsync(changesMax: 500);
        Assert.Equal(600, follower.Files.Count);
        await store.CommitAsync(await IdsAsync(library, from: 600), Rows(601, 2), CancellationToken.None);
        var count = LibraryStore.TombstonesMax + 501;
        await store.CommitAsync([], Rows(1_000, count), CancellationToken.None);
        await store.CommitAsync(await IdsAsync(library, from: 1_000), [], CancellationToken.None);
        Assert.Equal(LibraryStore.TombstonesMax, await TombstonesAsync(library));
        var before = library.Journal.Current;
        var files = await follower.FollowAsync(changesMax: 500);
        Assert.Equal(1, follower.Compared);
        Assert.InRange(files, 2, 20);
        Assert.Equal([.. Enumerable.Range(1, 599), 601, 602], follower.Files.Values.Select(file => (int)file.Content.SizeBytes).Order());
        Assert.Equal(before, library.Journal.Current);
    }

    [Fact]
    public async Task Removals_that_are_forgotten_while_an_answer_is_read_are_told_as_forgotten()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var meanwhile = new Meanwhile(library.Get<IDbContextFactory<NodeDbContext>>());
        using var store = new LibraryStore(meanwhile, TimeProvider.System);
        await store.LoadAsync(CancellationToken.None);
        await store.CommitAsync([], Rows(1, 3), CancellationToken.None);
        var before = store.Current;
        meanwhile.Once = async () =>
        {
            await using (var context = await meanwhile.CreateDbContextAsync()) await context.Library.ExecuteUpdateAsync(set => set.SetProperty(row => row.ForgottenVersion, 1));
            await store.LoadAsync(CancellationToken.None);
        };
        var answer = await new LibraryJournal(store).ChangesSinceAsync(new LibraryChanges(before.LibraryId, 0, 500));
        Assert.Null(meanwhile.Once);
        Assert.True(answer.IsForgotten);
    }

    [Fact]
    public async Task Digests_are_of_what_is_registered_and_of_its_version()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        List<FileRow> rows = [.. Rows(1, 300), .. Odd()];
        await store.CommitAsync([], rows, CancellationToken.None);
        var hidden = Assert.Single(await IdsAsync(library, from: 5_002, until: 5_002));
        await store.CommitAsync(new LibraryChange { Marked = [new FileMark(hidden, IsHidden: true, IsMissing: false)] }, CancellationToken.None);
        var answer = Assert.IsType<LibraryDigestsAnswer>(await library.Journal.AnswerAsync(new LibraryDigests()));
        Assert.Equal(library.Journal.Current, new LibraryVersion(answer.LibraryId, answer.Version));
        var told = (await library.Journal.ChangesSinceAsync(new LibraryChanges(answer.LibraryId, 0, 500))).Changes.Where(change => !change.Removed).Select(change => change.File).ToList();
        Assert.Equal(300, told.Count);
        Assert.Equal(BucketDigests.Of(told), answer.Digests);
    }

    [Fact]
    public async Task Files_of_buckets_come_in_parts_by_place_and_what_changed_meanwhile_is_left_to_the_journal()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        await store.CommitAsync([], Rows(1, 2_000), CancellationToken.None);
        var digests = Assert.IsType<LibraryDigestsAnswer>(await library.Journal.AnswerAsync(new LibraryDigests()));
        await store.CommitAsync(await IdsAsync(library, from: 1_990), Rows(3_000, 50), CancellationToken.None);
        List<FileEntry> got = [];
        var after = -1L;
        while (after < FilePlace.Last)
        {
            var part = Assert.IsType<LibraryBucketRowsAnswer>(await library.Journal.AnswerAsync(new LibraryBucketRows(digests.LibraryId, [0, 17, 128, 255], after, 7)));
            Assert.InRange(part.Files.Count, 0, 7);
            Assert.All(part.Files, file => Assert.InRange(PlaceOf(file), after + 1, part.ThroughPlace));
            got.AddRange(part.Files);
            after = part.ThroughPlace;
        }
        var expected = Rows(1, 1_989).Select(row => FilePlace.Of(row.Folder, row.Name)).Where(place => FilePlace.BucketOf(place) is 0 or 17 or 128 or 255);
        Assert.Equal(expected.Order(), got.Select(PlaceOf));
    }

    public void Dispose() => temp.Dispose();

    private static long PlaceOf(FileEntry file) => FilePlace.Of(file.Folder, file.Name);

    /// <summary>Rows that no index is told of: an empty file, one that will be left out by a rule, one that no index would take.</summary>
    private static List<FileRow> Odd()
    {
        var rows = Rows(5_001, 3);
        rows[0].Hash = null;
        rows[2].Name = new string('x', 1_025);
        return rows;
    }

    private static List<FileRow> Rows(int first, int count) => [.. Enumerable.Range(first, count).Select(number => new FileRow
    {
        RelativePath = $"{number:000000}",
        Name = $"{number}.txt",
        Folder = "made",
        Size = number,
        Hash = [.. BitConverter.GetBytes(number), .. new byte[28]],
        Complete = true,
    })];

    private static async Task<List<long>> IdsAsync(LibraryFixture library, int from, long until = long.MaxValue)
    {
        await using var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        return await context.Files.Where(row => row.Size >= from && row.Size <= until).Select(row => row.Id).ToListAsync();
    }

    private static async Task<int> TombstonesAsync(LibraryFixture library)
    {
        await using var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        return await context.Tombstones.CountAsync();
    }

    /// <summary>Lets something happen between a question and the reading of its rows.</summary>
    private sealed class Meanwhile(IDbContextFactory<NodeDbContext> contexts) : IDbContextFactory<NodeDbContext>
    {
        public Func<Task>? Once { get; set; }

        public NodeDbContext CreateDbContext() => contexts.CreateDbContext();

        public async Task<NodeDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            var happens = Once;
            Once = null;
            if (happens is not null) await happens();
            return await contexts.CreateDbContextAsync(cancellationToken);
        }
    }
}
