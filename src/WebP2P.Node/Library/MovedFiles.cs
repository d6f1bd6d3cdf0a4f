using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Finds what is known of a file that was renamed, moved to another share, or linked twice: by device, inode, birth, size and time.</summary>
internal sealed class MovedFiles : IDisposable
{
    private const string Known =
        """
        SELECT BornTicks, Hash, Layer FROM Files WHERE Inode = $0 AND Device = $1 AND Size = $2 AND ModifiedTicks = $3 AND Complete AND Layer IS NOT NULL
        UNION ALL
        SELECT BornTicks, Hash, Layer FROM LeftFiles WHERE Inode = $0 AND Device = $1 AND Size = $2 AND ModifiedTicks = $3
        LIMIT 8
        """;

    private readonly NodeDbContext context;
    private readonly PreparedCommand find;

    /// <param name="context">Kept open, and disposed with this.</param>
    public MovedFiles(NodeDbContext context)
    {
        this.context = context;
        context.Database.OpenConnection();
        find = new PreparedCommand((SqliteConnection)context.Database.GetDbConnection(), Known, 4);
    }

    /// <summary>The row of a file whose bytes were hashed at another place; null when it must be read.</summary>
    public FileRow? Find(ShareRow share, in FoundEntry found)
    {
        var stat = found.Stat;
        if (stat.Inode == 0 || stat.Size == 0) return null;
        using var reader = find.Read(stat.Inode, stat.Device, stat.Size, stat.ModifiedTicks);
        while (reader.Read())
        {
            if (stat.IsMoved(stat with { BornTicks = reader.GetInt64(0) }))
                return LibraryRows.From(share, found.RelativePath, stat, reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
        }
        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        find.Dispose();
        context.Dispose();
    }
}
