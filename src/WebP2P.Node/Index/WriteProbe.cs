using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>Tries, beside those who use the index, whether it could be written now.</summary>
internal sealed class WriteProbe(DataFolder folder)
{
    /// <summary>A log of the usual length and some pages fit into this, so that writing does not fail again at once.</summary>
    public const int RoomBytes = 8 << 20;

    private const int ChunkBytes = 1 << 20;

    /// <returns>Why not, in a sentence; null when it could.</returns>
    public string? Problem()
    {
        try
        {
            TakeLock();
            return HasRoom() ? null : IndexFaults.NoRoomSentence;
        }
        catch (SqliteException error)
        {
            return IndexFaults.Sentence(IndexFaults.Of(error), error);
        }
        catch (UnauthorizedAccessException error)
        {
            return error.Message;
        }
    }

    private void TakeLock()
    {
        using var connection = SqliteSetup.Open(folder.IndexDatabase);
        connection.DefaultTimeout = 1;
        SqliteSetup.Execute(connection, "PRAGMA busy_timeout=0");
        SqliteSetup.Execute(connection, "BEGIN IMMEDIATE");
        SqliteSetup.Execute(connection, "ROLLBACK");
    }

    /// <summary>Only writing tells: what a file system says of its free space leaves out quotas and what is reserved.</summary>
    private bool HasRoom()
    {
        var path = $"{folder.IndexDatabase}-room";
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
            var chunk = new byte[ChunkBytes];
            for (var at = 0; at < RoomBytes; at += ChunkBytes) RandomAccess.Write(file, chunk, at);
            folder.Files.Sync(file, path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
