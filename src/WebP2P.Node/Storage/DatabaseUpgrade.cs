using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace WebP2P.Node.Storage;

/// <summary>Brings a database to the program's form at start: refuses newer data, keeps a copy of what it is about to change.</summary>
internal sealed class DatabaseUpgrade(DurableFile files)
{
    /// <summary>Copies that are kept of one database; older ones are deleted.</summary>
    public const int CopiesMax = 2;

    private const int SqliteBusy = 5;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteNotADatabase = 26;

    /// <exception cref="InvalidDataException">The database was written by a newer program.</exception>
    /// <exception cref="IOException">There is no room for a copy, for instance, or another program keeps the database locked; nothing was changed.</exception>
    /// <exception cref="SqliteException">The database is damaged.</exception>
    public async Task ApplyAsync(DbContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            await UpgradeAsync(context, path, cancellationToken);
        }
        catch (SqliteException error) when (!IsDamage(error))
        {
            throw Refused(path, error);
        }
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static void QuickCheck(string path)
    {
        try
        {
            using var connection = SqliteSetup.Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok") throw Damaged(path, null);
        }
        catch (SqliteException cause)
        {
            throw IsDamage(cause) ? Damaged(path, cause) : Refused(path, cause);
        }
    }

    private static bool IsDamage(SqliteException error) => error.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase;

    private static IOException Refused(string path, SqliteException error) => new(error.SqliteErrorCode switch
    {
        SqliteFull => $"There is no room to bring '{path}' to the form of this program. Make room on its disk and start again; what was there is unharmed.",
        SqliteBusy => $"'{path}' has to be changed for this program, but another one keeps it locked. Close that one and start again.",
        _ => $"'{path}' cannot be opened or written (SQLite error {error.SqliteExtendedErrorCode}). Look at its disk, at the room there and at who may write, and start again; what was there is unharmed.",
    }, error);

    private async Task UpgradeAsync(DbContext context, string path, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Find(migration => !known.Contains(migration)) is { } unknown)
            throw new InvalidDataException($"'{path}' was written by a newer WebP2P ('{unknown}' is unknown here). Start the newer program, or choose another folder with --data.");
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        if (applied.Count == known.Count) return;
        if (applied.Count > 0) Copy(path, $"{path}.before-{known.Order(StringComparer.Ordinal).Last()}");
        // A kill in the middle of an earlier upgrade leaves its lock row behind; the folder's own lock already says that nobody else is here.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static InvalidDataException Damaged(string path, SqliteException? cause) =>
        new($"'{path}' is damaged. Restore it from a copy, or move it away to begin anew; the node's key and the shared files are not in it.", cause);

    /// <summary>Under its name stands a whole copy or none.</summary>
    private void Copy(string path, string copyPath)
    {
        var unfinished = $"{copyPath}.new";
        foreach (var left in Copies(path, ".new*")) File.Delete(left);
        try
        {
            Fill(path, unfinished);
            File.Move(unfinished, copyPath, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        files.SyncFolder(Path.GetDirectoryName(copyPath)!);
        foreach (var old in Copies(path, "").Skip(CopiesMax)) File.Delete(old);
    }

    private void Fill(string path, string copyPath)
    {
        File.Delete(copyPath);
        using (var source = SqliteSetup.Open(path))
        using (var copy = SqliteSetup.OpenAlone(copyPath))
            source.BackupDatabase(copy);
        using var written = File.OpenHandle(copyPath, FileMode.Open, FileAccess.ReadWrite);
        files.Sync(written, copyPath);
    }

    /// <summary>The name ends with a migration, and those begin with their time.</summary>
    private static IEnumerable<string> Copies(string path, string ending) =>
        Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.before-*{ending}").OrderDescending(StringComparer.Ordinal);
}
