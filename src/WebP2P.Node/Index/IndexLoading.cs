using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Index;

/// <summary>Reads at the start what the memory holds of the rows.</summary>
internal static class IndexLoading
{
    public static IndexMemory Load(string path)
    {
        var memory = new IndexMemory();
        using var connection = IndexConnections.OpenReader(path);
        using (var nodes = new SqliteStatement(connection, "SELECT Id, NodeId FROM Nodes"))
            while (nodes.Step()) memory.Nodes.Add((int)nodes.Integer(0), new NodeId(new Bytes32(nodes.Bytes(1))));
        var names = 0;
        var contents = 0;
        using (var rows = new SqliteStatement(connection, "SELECT Id, ContentId, WordMarks, Hash, Size, Name FROM Names"))
            while (rows.Step())
            {
                var (name, content) = (IndexNameId.NumberOf(rows.Integer(0)), (int)rows.Integer(1));
                var id = new ContentId(new ContentHash(new Bytes32(rows.Bytes(3))), rows.Integer(4));
                memory.AddName(name, content, id, rows.Bytes(5), (ulong)rows.Integer(2));
                (names, contents) = (Math.Max(names, name), Math.Max(contents, content));
            }
        using (var files = new SqliteStatement(connection, "SELECT NodeId, NameId, ModifiedUnixMs, Complete FROM Files"))
            while (files.Step())
                memory.AddFile(IndexNameId.NumberOf(files.Integer(1)), new SourceEntry((int)files.Integer(0), files.Integer(3) != 0, files.Integer(2)));
        memory.FreeNames.Begin(names, name => memory.ContentOf(name) != 0);
        memory.FreeContents.Begin(contents, memory.HasContent);
        return memory;
    }

    /// <summary>The words that names have, without those that stand for filters.</summary>
    public static IndexVocabulary LoadVocabulary(string path)
    {
        var vocabulary = new IndexVocabulary();
        using var connection = IndexConnections.OpenLooking(path);
        SqliteSetup.Execute(connection, "CREATE VIRTUAL TABLE temp.Vocabulary USING fts5vocab(main, NameTokens, row)");
        List<(string Word, int Names)> words = [];
        using (var rows = new SqliteStatement(connection, "SELECT term, doc FROM temp.Vocabulary"))
            while (rows.Step())
                if (!IndexFilterWords.IsOne(rows.Bytes(0))) words.Add((rows.Text(0), (int)rows.Integer(1)));
        words.Sort((left, right) => string.CompareOrdinal(left.Word, right.Word));
        foreach (var (word, names) in words) vocabulary.Append(word, names);
        return vocabulary;
    }
}
