using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The full-text table: the words of each name, and what filters ask for as words that no name can have. Changes wait until the end of a transaction and are made in the order of their rows, which it takes much faster.</summary>
internal sealed class IndexWordTable(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement add = new(connection, "INSERT INTO NameTokens (rowid, Tokens) VALUES (?1, ?2)");
    private readonly SqliteStatement remove = new(connection, "INSERT INTO NameTokens (NameTokens, rowid, Tokens) VALUES ('delete', ?1, ?2)");
    private readonly List<(long NameId, string Name, long SizeBytes, bool Removed)> waiting = [];

    public void Add(long nameId, string name, long sizeBytes) => waiting.Add((nameId, name, sizeBytes, false));

    /// <summary>The table keeps no texts: the words that leave are named again.</summary>
    public void Remove(long nameId, string name, long sizeBytes) => waiting.Add((nameId, name, sizeBytes, true));

    public void Write(IndexChanges changes)
    {
        waiting.Sort((left, right) => left.NameId.CompareTo(right.NameId));
        foreach (var (nameId, name, sizeBytes, removed) in waiting)
        {
            var words = Tokenizer.Tokenize(name);
            (removed ? remove : add).Bind(1, nameId).Bind(2, string.Join(' ', [.. words, .. IndexFilterWords.Of(name, sizeBytes)])).Run();
            changes.CountWords(words, removed ? -1 : 1);
        }
        waiting.Clear();
    }

    public void Forget() => waiting.Clear();

    /// <inheritdoc />
    public void Dispose()
    {
        add.Dispose();
        remove.Dispose();
    }
}
