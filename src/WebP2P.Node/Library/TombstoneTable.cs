using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The statements for removals that others still have to hear of.</summary>
internal sealed class TombstoneTable : IDisposable
{
    private const int Slack = 500;

    private readonly PreparedCommand add, count, last, forget;

    public TombstoneTable(SqliteConnection connection)
    {
        add = new PreparedCommand(connection, "INSERT INTO Tombstones (Version, Folder, Name, Size, Hash, ModifiedUnixMs, Complete) VALUES ($0, $1, $2, $3, $4, $5, $6)", 7);
        count = new PreparedCommand(connection, "SELECT COUNT(*) FROM Tombstones", 0);
        last = new PreparedCommand(connection, "SELECT Version FROM Tombstones ORDER BY Version DESC LIMIT 1 OFFSET $0", 1);
        forget = new PreparedCommand(connection, "DELETE FROM Tombstones WHERE Version <= $0", 1);
    }

    public void Add(long version, FileRow removed) =>
        add.Run(version, removed.Folder, removed.Name, removed.Size, removed.Hash!, removed.ModifiedUnixMs, removed.Complete);

    /// <returns>The newest removal that is forgotten now; null when there are not too many.</returns>
    public long? Forget()
    {
        if ((long)count.Scalar()! <= LibraryStore.TombstonesMax + Slack) return null;
        var version = (long)last.Scalar(LibraryStore.TombstonesMax)!;
        forget.Run(version);
        return version;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { add, count, last, forget }) command.Dispose();
    }
}
