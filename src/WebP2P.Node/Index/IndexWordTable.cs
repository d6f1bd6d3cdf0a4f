using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The full-text table. Changes wait until the end of a transaction and are made in the order of their rows, which it takes much faster.</summary>
internal sealed class IndexWordTable(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement add = new(connection, "INSERT INTO NameTokens (rowid, Tokens) VALUES (?1, ?2)");
    private readonly SqliteStatement remove = new(connection, "INSERT INTO NameTokens (NameTokens, rowid, Tokens) VALUES ('delete', ?1, ?2)");
    private readonly List<(long NameId, string Name, long SizeBytes, bool Removed)> waiting = [];

    public void Add(long nameId, string name, long sizeBytes) => waiting.Add((nameId, name, sizeBytes, false));

    /// <summary>The table keeps no texts: the words that leave are named again.</summary>
    public void Remove(long nameId, string name, long sizeBytes) => waiting.Add((nameId, name, sizeBytes, true));

    public void Write()
    {
        waiting.Sort((left, right) => left.NameId.CompareTo(right.NameId));
        foreach (var (nameId, name, sizeBytes, removed) in waiting) (removed ? remove : add).Bind(1, nameId).Bind(2, Words(name, sizeBytes)).Run();
        waiting.Clear();
    }

    public void Forget() => waiting.Clear();

    /// <inheritdoc />
    public void Dispose()
    {
        add.Dispose();
        remove.Dispose();
    }

    /// <summary>Its tokens, then what filters ask for under words that no name can have.</summary>
    private static string Words(string name, long sizeBytes) =>
        string.Join(' ', [.. Tokenizer.Tokenize(name), .. IndexFilterWords.Of(name, sizeBytes)]);
}
