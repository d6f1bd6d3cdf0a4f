using Microsoft.Data.Sqlite;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Index;

/// <summary>Everything that stands in an index, read past the store.</summary>
internal static class IndexRows
{
    private const string All = """
        SELECT Nodes.NodeId, Files.Folder, Names.Name, Names.Hash, Names.Size, Files.ModifiedUnixMs, Files.Complete
        FROM Nodes JOIN Files ON Files.NodeId = Nodes.Id JOIN Names ON Names.Id = Files.NameId
        """;

    /// <summary>Every word of every name in its order, by the name's number: as the full-text table has them, and as they should be.</summary>
    public static (Dictionary<long, List<string>> Stored, Dictionary<long, List<string>> Right) ReadWords(SqliteConnection connection)
    {
        SqliteSetup.Execute(connection, "CREATE VIRTUAL TABLE temp.Words USING fts5vocab(main, NameTokens, instance)");
        Dictionary<long, List<string>> stored = [], right = [];
        using (var words = new PreparedCommand(connection, "SELECT doc, term FROM temp.Words ORDER BY doc, offset", 0))
        using (var reader = words.Read())
            while (reader.Read()) Add(stored, reader.GetInt64(0), reader.GetString(1));
        using (var names = new PreparedCommand(connection, "SELECT Names.Id, Name, Size FROM Names", 0))
        using (var reader = names.Read())
            while (reader.Read())
                foreach (var word in (string[])[.. Tokenizer.Tokenize(reader.GetString(1)), .. IndexFilterWords.Of(reader.GetString(1), reader.GetInt64(2))]) Add(right, reader.GetInt64(0), word);
        return (stored, right);
    }

    public static Dictionary<NodeId, List<FileEntry>> Read(SqliteConnection connection)
    {
        using var command = new PreparedCommand(connection, All, 0);
        using var reader = command.Read();
        Dictionary<NodeId, List<FileEntry>> rows = [];
        while (reader.Read())
        {
            var node = new NodeId(new Bytes32(reader.GetFieldValue<byte[]>(0)));
            var content = new ContentId(new ContentHash(new Bytes32(reader.GetFieldValue<byte[]>(3))), reader.GetInt64(4));
            if (!rows.TryGetValue(node, out var files)) rows.Add(node, files = []);
            files.Add(new FileEntry(content, reader.GetString(1), reader.GetString(2), reader.GetInt64(5), reader.GetBoolean(6)));
        }
        return rows;
    }

    private static void Add<T>(Dictionary<long, List<T>> rows, long number, T row)
    {
        if (!rows.TryGetValue(number, out var known)) rows.Add(number, known = []);
        known.Add(row);
    }
}
