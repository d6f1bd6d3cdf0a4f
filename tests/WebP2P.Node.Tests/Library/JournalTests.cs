using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Overlays.Napster;

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
        Assert.Equal((await library.FilesAsync()).Select(file => (file.Path, file.Hash)).Order(), follower.Files.Select(file => (file.Key, file.Value.Hash)).Order());
        Assert.Equal(0, follower.Renumbered);
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

    [Fact]
    public async Task A_version_that_was_never_reached_begins_a_new_numbering()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        await library.ShareAsync(temp["music"]);
        var before = library.Journal.Current;
        var answer = await library.Journal.ChangesSinceAsync(new LibraryChanges(before.LibraryId, 99, 500));
        Assert.NotEqual(before.LibraryId, answer.LibraryId);
        Assert.Equal((0, 1), (answer.FromVersion, answer.ToVersion));
    }

    [Fact]
    public async Task When_removals_were_forgotten_a_new_numbering_begins_with_every_file()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        var follower = new Follower(library.Journal);
        await store.CommitAsync([], Rows(1, 600), CancellationToken.None);
        await follower.FollowAsync(changesMax: 500);
        Assert.Equal(600, follower.Files.Count);
        var count = LibraryStore.TombstonesMax + 501;
        await store.CommitAsync([], Rows(1_000, count), CancellationToken.None);
        await store.CommitAsync(await IdsAsync(library, from: 1_000), [], CancellationToken.None);
        Assert.Equal(LibraryStore.TombstonesMax, await TombstonesAsync(library));
        await follower.FollowAsync(changesMax: 500);
        Assert.Equal(1, follower.Renumbered);
        Assert.Equal(600, follower.Files.Count);
        Assert.Equal(600, library.Journal.Current.Version);
        Assert.Equal(0, await TombstonesAsync(library));
    }

    [Fact]
    public async Task Removals_that_are_forgotten_while_an_answer_is_read_begin_a_new_numbering()
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
        Assert.NotEqual(before.LibraryId, answer.LibraryId);
        Assert.Equal(3, answer.Changes.Count);
    }

    public void Dispose() => temp.Dispose();

    private static List<FileRow> Rows(int first, int count) => [.. Enumerable.Range(first, count).Select(number => new FileRow
    {
        RelativePath = $"{number:000000}",
        Name = $"{number}.txt",
        Folder = "made",
        Size = number,
        Hash = [.. BitConverter.GetBytes(number), .. new byte[28]],
        Complete = true,
    })];

    private static async Task<List<long>> IdsAsync(LibraryFixture library, int from)
    {
        await using var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        return await context.Files.Where(row => row.Size >= from).Select(row => row.Id).ToListAsync();
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
