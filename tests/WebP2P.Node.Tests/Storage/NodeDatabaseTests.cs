using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Storage;

public sealed class NodeDatabaseTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_setting_outlives_the_program()
    {
        await using (var first = await StorageFixture.OpenAsync(temp["data"]))
        {
            await first.Get<SettingsStore>().SetAsync(SettingsStore.IndexServer, "a:1");
            await first.Get<SettingsStore>().SetAsync(SettingsStore.IndexServer, "b:2");
            await first.Get<SettingsStore>().SetAsync(SettingsStore.NodeName, "gone");
            await first.Get<SettingsStore>().SetAsync(SettingsStore.NodeName, null);
        }
        await using var second = await StorageFixture.OpenAsync(temp["data"]);
        Assert.Equal("b:2", await second.Get<SettingsStore>().GetAsync(SettingsStore.IndexServer));
        Assert.Null(await second.Get<SettingsStore>().GetAsync(SettingsStore.NodeName));
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("busy_timeout", "5000")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    public async Task Connections_are_set_up_for_durability(string pragma, string expected)
    {
        await using var storage = await StorageFixture.OpenAsync(temp["data"]);
        await using var context = await storage.Contexts.CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        Assert.Equal(expected, (await command.ExecuteScalarAsync())?.ToString());
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_kill()
    {
        await using var running = await StorageFixture.OpenAsync(temp["data"]);
        await running.Get<SettingsStore>().SetAsync(SettingsStore.NodeName, "kept");
        var copied = temp.MakeFolder("copied");
        foreach (var file in Directory.GetFiles(temp["data"], "node.db*"))
            File.Copy(file, Path.Combine(copied, Path.GetFileName(file)));
        await using var restarted = await StorageFixture.OpenAsync(copied);
        Assert.Equal("kept", await restarted.Get<SettingsStore>().GetAsync(SettingsStore.NodeName));
    }

    [Fact]
    public async Task Data_of_a_newer_program_is_refused_and_left_alone()
    {
        await (await StorageFixture.OpenAsync(temp["data"])).DisposeAsync();
        Run("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0')");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StorageFixture.OpenAsync(temp["data"]));
        Assert.Contains("newer", refused.Message);
    }

    [Fact]
    public async Task A_pending_migration_keeps_a_copy_of_what_was_there()
    {
        await using (var first = await StorageFixture.OpenAsync(temp["data"]))
            await first.Get<SettingsStore>().SetAsync(SettingsStore.NodeName, "before");
        Assert.Empty(Directory.GetFiles(temp["data"], "node.db.before-*"));
        // An older program's history, with a lock row that a kill left behind.
        Run("DELETE FROM __EFMigrationsHistory; INSERT INTO __EFMigrationsHistory VALUES ('20000101000000_Older', '10'); INSERT INTO __EFMigrationsLock VALUES (1, '2026')");
        var upgrade = new DatabaseUpgrade(new DurableFile());
        await using (var context = new OlderContext(SqliteSetup.Options<OlderContext>(temp["data/node.db"])))
            await upgrade.ApplyAsync(context, temp["data/node.db"], TestContext.Current.CancellationToken);
        var copy = Assert.Single(Directory.GetFiles(temp["data"], "node.db.before-*"), path => path.EndsWith("_Newer", StringComparison.Ordinal));
        await using var kept = new SqliteConnection(SqliteSetup.ConnectionString(copy));
        await kept.OpenAsync();
        await using var command = kept.CreateCommand();
        command.CommandText = "SELECT Value FROM Settings";
        Assert.Equal("before", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_damaged_database_is_refused_with_what_to_do()
    {
        Directory.CreateDirectory(temp["data"]);
        await File.WriteAllBytesAsync(temp["data/node.db"], [.. Enumerable.Repeat((byte)0x41, 8192)]);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StorageFixture.OpenAsync(temp["data"]));
        Assert.Contains("damaged", refused.Message);
    }

    public void Dispose()
    {
        SqliteSetup.CloseIdle(temp["data/node.db"]);
        temp.Dispose();
    }

    private void Run(string sql)
    {
        using var connection = SqliteSetup.Open(temp["data/node.db"]);
        SqliteSetup.Execute(connection, sql);
    }
}
