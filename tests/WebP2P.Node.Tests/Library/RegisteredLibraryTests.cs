using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

/// <summary>What travels between a library on disk and an index on disk.</summary>
public sealed class RegisteredLibraryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Files = 20_000;

    private readonly TempFolder temp = new();
    private readonly List<IDisposable> opened = [];
    private LibraryFixture library = null!;
    private LibraryStore files = null!;
    private SqliteIndexStore index = null!;
    private RegisteredLibrary registered = null!;

    public async ValueTask InitializeAsync()
    {
        library = await LibraryFixture.StartAsync(temp);
        files = library.Get<LibraryStore>();
        for (var first = 0; first < Files; first += 4_000) await files.CommitAsync([], [.. Enumerable.Range(first, 4_000).Select(Row)], CancellationToken.None);
        index = await OpenIndexAsync("index");
        registered = new RegisteredLibrary(library.Journal, index);
        await registered.ConnectAsync();
        Report("first registration");
        await AssertSameAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await library.DisposeAsync();
        opened.Reverse();
        foreach (var one in opened) one.Dispose();
        temp.Dispose();
    }

    [Fact]
    public async Task Twenty_thousand_files_with_thirty_changes_after_the_journal_was_lost_send_thirty_buckets_of_rows()
    {
        Assert.Equal(Files, registered.Rows);
        var whole = registered.Bytes;
        await registered.ConnectAsync();
        Report("return with nothing changed");
        Assert.Equal([typeof(Register), typeof(RegisterResume)], registered.Messages.Select(message => message.GetType()));
        Assert.InRange(registered.Bytes, 1, 200);

        await ChangeThirtyAsync();
        await LoseJournalAsync();
        await registered.ConnectAsync();
        Report("thirty changes, journal lost");
        Assert.InRange(registered.Rows, 20, 30 * Files / 256 * 13 / 10);
        Assert.InRange(registered.Bytes, 8_000, whole / 6);
        await AssertSameAsync();

        await registered.ConnectAsync();
        Assert.Equal(0, registered.Rows);
    }

    [Fact]
    public async Task An_index_restored_from_an_older_copy_or_ahead_of_the_library_ends_with_the_same_rows()
    {
        await ChangeThirtyAsync();
        await registered.ConnectAsync();
        Assert.Equal(40, registered.Rows);
        // The index loses everything: a new one, and a library whose journal does not reach back.
        await LoseJournalAsync();
        index = await OpenIndexAsync("another index");
        registered = new RegisteredLibrary(library.Journal, index);
        await registered.ConnectAsync();
        Report("index lost");
        Assert.Equal(Files, registered.Rows);
        await AssertSameAsync();
        // The library is an old copy: the index has numbers that it never gave.
        await using (var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync())
            await context.Library.ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version - 5));
        await files.LoadAsync(CancellationToken.None);
        await registered.ConnectAsync();
        Report("library five versions back");
        Assert.Equal(0, registered.Rows);
        Assert.Equal(6, registered.Messages.Count);
        await AssertSameAsync();
    }

    private static FileRow Row(int number) => new()
    {
        RelativePath = $"{number:000000}",
        Name = $"track {number} of a long winter.flac",
        Folder = $"music/album {number / 12}",
        Size = 1_000 + number,
        Hash = [.. BitConverter.GetBytes(number + 1), .. new byte[28]],
        Complete = true,
    };

    /// <summary>Ten files change, ten go, ten come.</summary>
    private async Task ChangeThirtyAsync()
    {
        await using var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        var gone = await context.Files.Where(row => row.Size >= 2_000 && row.Size < 2_020).Select(row => row.Id).ToListAsync();
        await files.CommitAsync(gone, [.. Enumerable.Range(1_000, 10).Select(Changed), .. Enumerable.Range(Files, 10).Select(Row)], CancellationToken.None);
    }

    private static FileRow Changed(int number)
    {
        var row = Row(number);
        row.Hash![31] = 1;
        return row;
    }

    private async Task LoseJournalAsync()
    {
        await using (var context = await library.Get<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync())
        {
            await context.Tombstones.ExecuteDeleteAsync();
            await context.Library.ExecuteUpdateAsync(set => set.SetProperty(row => row.ForgottenVersion, row => row.Version));
        }
        await files.LoadAsync(CancellationToken.None);
    }

    private async Task<SqliteIndexStore> OpenIndexAsync(string name)
    {
        var folder = DataFolder.Open(temp[name]);
        var setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        await setup.PrepareAsync(CancellationToken.None);
        var store = new SqliteIndexStore(folder);
        opened.AddRange([folder, setup, store]);
        return store;
    }

    private async Task AssertSameAsync()
    {
        var own = Assert.IsType<LibraryDigestsAnswer>(await library.Journal.AnswerAsync(new LibraryDigests()));
        Assert.Equal(own.Digests, index.Digests(RegisteredLibrary.Client));
        Assert.Equal((own.LibraryId, own.Version), (index.Registered(RegisteredLibrary.Client).LibraryId, index.Registered(RegisteredLibrary.Client).Version));
    }

    private void Report(string what) => output.WriteLine($"{what}: {registered.Messages.Count} messages, {registered.Rows} rows, {registered.Bytes} bytes");
}
