using Microsoft.Data.Sqlite;
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
        SELECT Nodes.NodeId, Files.Folder, Files.Name, Contents.Hash, Contents.Size, Files.ModifiedUnixMs, Files.Complete
        FROM Nodes JOIN Files ON Files.NodeId = Nodes.Id JOIN Contents ON Contents.Id = Files.ContentId
        """;

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
}
