using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebP2P.Node.Storage;

/// <summary>Brings a database to the program's form at start: refuses newer data, keeps a copy of what it is about to change.</summary>
internal sealed class DatabaseUpgrade(DurableFile files)
{
    /// <exception cref="InvalidDataException">The database was written by a newer program.</exception>
    public async Task ApplyAsync(DbContext context, string path, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Find(migration => !known.Contains(migration)) is { } unknown)
            throw new InvalidDataException($"'{path}' was written by a newer WebP2P ('{unknown}' is unknown here). Start the newer program, or choose another folder with --data.");
        if (applied.Count == known.Count) return;
        if (applied.Count > 0) Copy(path, $"{path}.before-{known.Order(StringComparer.Ordinal).Last()}");
        // A kill in the middle of an earlier upgrade leaves its lock row behind; the folder's own lock already says that nobody else is here.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    public static void QuickCheck(string path)
    {
        try
        {
            using var connection = SqliteSetup.Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok") throw Damaged(path, null);
        }
        catch (SqliteException cause) when (cause.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase)
        {
            throw Damaged(path, cause);
        }
    }

    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    private static InvalidDataException Damaged(string path, SqliteException? cause) =>
        new($"'{path}' is damaged. Restore it from a copy, or move it away to begin anew; the node's key and the shared files are not in it.", cause);

    private void Copy(string path, string copyPath)
    {
        File.Delete(copyPath);
        using (var source = SqliteSetup.Open(path))
        using (var copy = new SqliteConnection(SqliteSetup.ConnectionString(copyPath)))
        {
            copy.Open();
            source.BackupDatabase(copy);
        }
        using var written = File.OpenHandle(copyPath, FileMode.Open, FileAccess.ReadWrite);
        files.Sync(written, copyPath);
        files.SyncFolder(Path.GetDirectoryName(copyPath)!);
    }
}
