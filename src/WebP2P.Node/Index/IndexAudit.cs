using Microsoft.Data.Sqlite;

namespace WebP2P.Node.Index;

/// <summary>
/// Reads the whole index and compares its tables with each other. Each table is read in a transaction of its own, so that the log can be emptied
/// in between.
/// </summary>
internal static class IndexAudit
{
    /// <summary>What must not exist, and a query that counts it.</summary>
    private static readonly (string What, string Count)[] Contradictions =
    [
        ("another number of words than of names", $"SELECT (SELECT COUNT(*) FROM Names) <> (SELECT COUNT(*) FROM NameTokens WHERE NameTokens MATCH '{IndexQueryText.Everything}')"),
        ("words without a name", $"SELECT COUNT(*) FROM NameTokens WHERE NameTokens MATCH '{IndexQueryText.Everything}' AND rowid NOT IN (SELECT Id FROM Names)"),
        ("names without a file", "SELECT COUNT(*) FROM Names WHERE Id NOT IN (SELECT NameId FROM Files)"),
        ("files without their name", "SELECT COUNT(*) FROM Files WHERE NameId NOT IN (SELECT Id FROM Names)"),
        ("a number that stands for two contents", "SELECT COUNT(*) FROM (SELECT 1 FROM Names GROUP BY ContentId HAVING MIN(Hash) <> MAX(Hash) OR MIN(Size) <> MAX(Size))"),
        ("files without a node", "SELECT COUNT(*) FROM Files WHERE NodeId NOT IN (SELECT Id FROM Nodes)"),
        ("nodes whose count of files is wrong", "SELECT COUNT(*) FROM Nodes WHERE Files <> (SELECT COUNT(*) FROM Files WHERE NodeId = Nodes.Id)"),
    ];

    /// <returns>As the end of a sentence; null when all is well.</returns>
    public static string? FindDamage(SqliteConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var table in Tables(connection))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Scalar(connection, $"PRAGMA quick_check('{table}')") is not "ok") return $"table {table} is damaged";
            }
            foreach (var (what, count) in Contradictions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Scalar(connection, count) is not 0L) return $"it has {what}";
            }
            return null;
        }
        catch (SqliteException error) when (IndexFaults.Of(error) == IndexFault.Damaged)
        {
            return "a part of it cannot be read";
        }
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
        using var reader = command.ExecuteReader();
        List<string> tables = [];
        while (reader.Read()) tables.Add(reader.GetString(0));
        return tables;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
#pragma warning disable CA2100 // Constants, and names of the database's own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
