using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The full-text table: the words of each name, and what filters ask for as words that no name can have. Changes wait until the end of a transaction and are made in the order of their rows, which it takes much faster.</summary>
internal sealed class IndexWordTable(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement add = new(connection, "INSERT INTO NameTokens (rowid, Tokens) VALUES (?1, ?2)");
    private readonly SqliteStatement remove = new(connection, "INSERT INTO NameTokens (NameTokens, rowid, Tokens) VALUES ('delete', ?1, ?2)");
    private readonly record struct Waiting(long NameId, string Name, long SizeBytes, IReadOnlyList<string> Words, bool Removed);

    private readonly List<Waiting> waiting = [];

    public void Add(long nameId, string name, long sizeBytes, IReadOnlyList<string> words) => waiting.Add(new Waiting(nameId, name, sizeBytes, words, false));

    /// <summary>The table keeps no texts: the words that leave are named again.</summary>
    public void Remove(long nameId, string name, long sizeBytes) => waiting.Add(new Waiting(nameId, name, sizeBytes, Tokenizer.Tokenize(name), true));

    /// <summary>Names whose words came or went since the start.</summary>
    public long Changed { get; private set; }

    public void Write(IndexChanges changes)
    {
        Changed += waiting.Count;
        waiting.Sort((left, right) => left.NameId.CompareTo(right.NameId));
        foreach (var (nameId, name, sizeBytes, words, removed) in waiting)
        {
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
