using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The statements that change rows of files; what a file had that left its place is remembered for a day.</summary>
internal sealed class FileTable : IDisposable
{
    /// <summary>Files that left and are remembered.</summary>
    public const int LeftMax = 100_000;

    private const long LeftMs = 24 * 60 * 60 * 1_000L;

    private readonly PreparedCommand at, registered, add, touch, mark, left, remove, forget, forgetInode, forgetOld, forgetMany;

    public FileTable(SqliteConnection connection)
    {
        PreparedCommand Prepare(string sql, int parameters) => new(connection, sql, parameters);
        at = Prepare("SELECT Id, Hash, Size, Complete, Name, Folder, Inode FROM Files WHERE ShareId IS $0 AND RelativePath = $1", 2);
        registered = Prepare("SELECT ShareId, Hash, Size, Complete, Name, Folder, Version, ModifiedUnixMs, Hidden, Missing FROM Files WHERE Id = $0", 1);
        add = Prepare(
            """
            INSERT INTO Files (ShareId, RelativePath, Name, Folder, Size, ModifiedUnixMs, ModifiedTicks, Device, Inode, ChangedTicks, BornTicks, Hash, Layer, Version, Kind, Complete, Hidden, Missing)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)
            """,
            16);
        touch = Prepare("UPDATE Files SET ModifiedUnixMs = $1, ModifiedTicks = $2, Device = $3, Inode = $4, ChangedTicks = $5, BornTicks = $6 WHERE Id = $0", 7);
        mark = Prepare("UPDATE Files SET Hidden = $1, Missing = $2, Version = $3 WHERE Id = $0", 4);
        left = Prepare(
            """
            INSERT INTO LeftFiles (Size, ModifiedTicks, Device, Inode, BornTicks, Hash, Layer, LeftUnixMs)
            SELECT Size, ModifiedTicks, Device, Inode, BornTicks, Hash, Layer, $1 FROM Files WHERE Id = $0 AND Complete AND Inode <> 0 AND Layer IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM Files AS Other WHERE Other.Inode = Files.Inode AND Other.Device = Files.Device AND Other.Id <> Files.Id)
            """,
            2);
        remove = Prepare("DELETE FROM Files WHERE Id = $0", 1);
        forget = Prepare("DELETE FROM LeftFiles WHERE (Inode, Device) IN (SELECT Inode, Device FROM Files WHERE Id = $0)", 1);
        forgetInode = Prepare("DELETE FROM LeftFiles WHERE Inode = $0 AND Device = $1", 2);
        forgetOld = Prepare("DELETE FROM LeftFiles WHERE Id < (SELECT Id FROM LeftFiles WHERE LeftUnixMs >= $0 ORDER BY Id LIMIT 1)", 1);
        forgetMany = Prepare("DELETE FROM LeftFiles WHERE Id <= (SELECT MAX(Id) FROM LeftFiles) - $0", 1);
    }

    public FileRow? At(Guid? share, string relativePath)
    {
        using var reader = at.Read((object?)share ?? DBNull.Value, relativePath);
        if (!reader.Read()) return null;
        return new FileRow
        {
            Id = reader.GetInt64(0),
            ShareId = share,
            RelativePath = relativePath,
            Hash = reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1),
            Size = reader.GetInt64(2),
            Complete = reader.GetBoolean(3),
            Name = reader.GetString(4),
            Folder = reader.GetString(5),
            Inode = reader.GetInt64(6),
        };
    }

    /// <summary>What others were told of a file.</summary>
    public FileRow? Registered(long id)
    {
        using var reader = registered.Read(id);
        if (!reader.Read()) return null;
        return new FileRow
        {
            Id = id,
            ShareId = reader.IsDBNull(0) ? null : reader.GetGuid(0),
            RelativePath = "",
            Hash = reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1),
            Size = reader.GetInt64(2),
            Complete = reader.GetBoolean(3),
            Name = reader.GetString(4),
            Folder = reader.GetString(5),
            Version = reader.GetInt64(6),
            ModifiedUnixMs = reader.GetInt64(7),
            Hidden = reader.GetBoolean(8),
            Missing = reader.GetBoolean(9),
        };
    }

    /// <summary>Its file is here now: what is remembered of that file is out of date.</summary>
    public void Add(FileRow file)
    {
        forgetInode.Run(file.Inode, file.Device);
        add.Run(
            (object?)file.ShareId ?? DBNull.Value, file.RelativePath, file.Name, file.Folder, file.Size, file.ModifiedUnixMs, file.ModifiedTicks, file.Device, file.Inode,
            file.ChangedTicks, file.BornTicks, (object?)file.Hash ?? DBNull.Value, (object?)file.Layer ?? DBNull.Value, file.Version, (int)file.Kind, file.Complete);
    }

    /// <summary>Notes what the file is now, while its bytes stayed.</summary>
    public void Touch(long id, FileRow file) => touch.Run(id, file.ModifiedUnixMs, file.ModifiedTicks, file.Device, file.Inode, file.ChangedTicks, file.BornTicks);

    /// <param name="version">0 when it is not registered.</param>
    public void Mark(FileMark changed, long version) => mark.Run(changed.Id, changed.IsHidden, changed.IsMissing, version);

    /// <summary>The file has other bytes now: nothing that was known of it holds, wherever it is.</summary>
    public void Drop(long id)
    {
        forget.Run(id);
        remove.Run(id);
    }

    /// <summary>The file is gone from its place, and may turn up elsewhere.</summary>
    public void Leave(long id, long nowUnixMs)
    {
        left.Run(id, nowUnixMs);
        remove.Run(id);
    }

    /// <summary>Forgets what left long ago, and the oldest of too much.</summary>
    public void Forget(long nowUnixMs)
    {
        forgetOld.Run(nowUnixMs - LeftMs);
        forgetMany.Run(LeftMax);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { at, registered, add, touch, mark, left, remove, forget, forgetInode, forgetOld, forgetMany }) command.Dispose();
    }
}
