using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>How the index opens <c>index.db</c>: like every database of the node, but tuned to many rows.</summary>
internal static class IndexConnections
{
    /// <summary>
    /// A commit is in the system's hands when it is acknowledged, so no kill undoes it; a power failure may undo the last ones with their versions,
    /// and their nodes send them again.
    /// </summary>
    public static SqliteConnection OpenWriter(string path) =>
        Open(path, "PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=2000;");

    public static SqliteConnection OpenReader(string path) => Open(path, "PRAGMA query_only=ON; PRAGMA cache_size=-32768;");

    /// <summary>For one look at much: tables of its own are allowed.</summary>
    public static SqliteConnection OpenLooking(string path) => Open(path, "PRAGMA temp_store=MEMORY;");

    private static SqliteConnection Open(string path, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(SqliteSetup.ConnectionString(path)) { Pooling = false }.ToString());
        connection.Open();
        SqliteSetup.Execute(connection, $"PRAGMA busy_timeout={SqliteSetup.BusyTimeoutMs}; {pragmas}");
        return connection;
    }
}
