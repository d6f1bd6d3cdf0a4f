using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

/// <summary>An index of an older program is copied away before it is changed.</summary>
public sealed class IndexUpgradeTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task An_older_index_is_copied_away_and_then_brought_to_the_new_form()
    {
        await MakeOldAsync(temp.MakeFolder("data"), names: 3);
        await using var upgraded = await StorageFixture.OpenAsync(temp["data"]);
        Assert.Null(upgraded.Get<IIndexStore>().Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall).Refusal);
        Assert.Equal(3L, Count(Assert.Single(Copies(temp["data"]))));
    }

    [Fact]
    public async Task At_most_two_copies_are_kept_and_what_a_kill_left_of_one_is_removed()
    {
        await MakeOldAsync(temp.MakeFolder("data"), names: 3);
        foreach (var older in new[] { "20200101000000_First", "20210101000000_Second" }) temp.Write($"data/index.db.before-{older}", "an older copy");
        temp.Write("data/index.db.before-20220101000000_Third.new", "half of a copy");
        await using var upgraded = await StorageFixture.OpenAsync(temp["data"]);
        Assert.Equal(DatabaseUpgrade.CopiesMax, Copies(temp["data"]).Count);
        Assert.EndsWith("20210101000000_Second", Copies(temp["data"])[0], StringComparison.Ordinal);
        Assert.Equal(3L, Count(Copies(temp["data"])[1]));
    }

    [Fact]
    public async Task Without_room_for_the_copy_the_start_is_refused_and_the_old_index_is_untouched()
    {
        using var disk = SmallDisk.TryMake(megabytes: 4);
        Assert.SkipWhen(disk is null, "This account may not mount a small file system for the test.");
        using var folder = DataFolder.Open(Path.Combine(disk!.Root, "data"));
        await MakeOldAsync(folder.Root, names: 20_000);
        var before = await System.IO.File.ReadAllBytesAsync(folder.IndexDatabase);
        disk.Fill(leaveBytes: 256 << 10);
        using var setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        var refused = await Assert.ThrowsAsync<IOException>(() => setup.PrepareAsync(CancellationToken.None));
        Assert.Contains("There is no room", refused.Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(folder.IndexDatabase));
        Assert.Empty(Copies(folder.Root));

        disk.Free();
        await setup.PrepareAsync(CancellationToken.None);
        Assert.Equal(20_000L, Count(Assert.Single(Copies(folder.Root))));
    }

    [Fact]
    public async Task An_index_of_a_newer_program_is_refused_and_left_alone()
    {
        await (await StorageFixture.OpenAsync(temp["data"])).DisposeAsync();
        using (var connection = SqliteSetup.OpenAlone(temp["data/index.db"]))
            SqliteSetup.Execute(connection, "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0')");
        var before = await System.IO.File.ReadAllBytesAsync(temp["data/index.db"]);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StorageFixture.OpenAsync(temp["data"]));
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(temp["data/index.db"]));
        Assert.Empty(Directory.GetFiles(temp["data"], "index.db.damaged-*"));
    }

    public void Dispose() => temp.Dispose();

    /// <summary>As the first release left it: a node with some names, cleanly stopped.</summary>
    private static async Task MakeOldAsync(string folder, int names)
    {
        var path = Path.Combine(folder, "index.db");
        await using (var context = new IndexDbContext(SqliteSetup.Options<IndexDbContext>(path)))
        {
            var first = context.Database.GetMigrations().First();
            await context.GetService<IMigrator>().MigrateAsync(first);
        }
        using (var connection = SqliteSetup.OpenAlone(path))
        {
            SqliteSetup.Execute(connection, "PRAGMA journal_mode=WAL; INSERT INTO Nodes VALUES (1, zeroblob(32), zeroblob(16), 1, 1, 1); BEGIN");
            using var name = new PreparedCommand(connection, "INSERT INTO Names (ContentId, Name) VALUES ($0, $1)", 2);
            for (var number = 0; number < names; number++) name.Run(number, $"an old name of a song {number}.mp3");
            SqliteSetup.Execute(connection, "COMMIT");
        }
        SqliteSetup.CloseIdle(path);
    }

    private static List<string> Copies(string folder) => [.. Directory.GetFiles(folder, "index.db.before-*").Order(StringComparer.Ordinal)];

    private static long Count(string path)
    {
        using var connection = SqliteSetup.OpenAlone(path);
        using var names = new PreparedCommand(connection, "SELECT COUNT(*) FROM Names", 0);
        return (long)names.Scalar()!;
    }
}
