using Microsoft.Data.Sqlite;
using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Rows of files with the names they keep alive: at the end of a transaction names without files go.</summary>
internal sealed class IndexFileTable : IDisposable
{
    private readonly SqliteStatement content, name, addName, removeName, add, remove, some, between;
    private readonly IndexWordTable words;

    public IndexFileTable(SqliteConnection connection)
    {
        SqliteStatement Prepare(string sql) => new(connection, sql);
        content = Prepare(IndexNames.OfContent);
        name = Prepare("SELECT Id, Name, ContentId FROM Names WHERE HashKey = ?1 AND NameKey = ?2");
        addName = Prepare("INSERT INTO Names (Id, ContentId, HashKey, NameKey, Hash, Size, WordMarks, Name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        removeName = Prepare("DELETE FROM Names WHERE Id = ?1 RETURNING Name, Size");
        add = Prepare("INSERT INTO Files (NodeId, FileKey, Folder, NameId, ModifiedUnixMs, Complete) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        remove = Prepare("DELETE FROM Files WHERE NodeId = ?1 AND FileKey = ?2 RETURNING NameId, ModifiedUnixMs, Complete");
        some = Prepare("SELECT FileKey FROM Files WHERE NodeId = ?1 LIMIT 1000");
        between = Prepare("SELECT FileKey FROM Files WHERE NodeId = ?1 AND FileKey BETWEEN ?2 AND ?3");
        words = new IndexWordTable(connection);
    }

    /// <summary>Names that came or went since the start.</summary>
    public long NamesChanged => words.Changed;

    /// <summary>The number of a content; 0 when nobody ever registered it.</summary>
    public int Find(ContentId asked) => IndexNames.Find(content, asked, RowKeys.OfContent(asked.Hash));

    /// <returns>By how many files the node has more: -1, 0 or 1.</returns>
    public int Apply(IndexChanges changes, int node, FileChange change)
    {
        var key = RowKeys.OfFile(change.File.Folder, change.File.Name);
        var removed = Remove(changes, node, key) ? 1 : 0;
        if (change.Removed) return -removed;
        Add(changes, node, key, change.File);
        return 1 - removed;
    }

    public void RemoveAll(IndexChanges changes, int node)
    {
        for (var keys = Some(node); keys.Count > 0; keys = Some(node))
            foreach (var key in keys) Remove(changes, node, key);
    }

    /// <summary>Removes the files at the places of a repair, but for those that it brings.</summary>
    /// <returns>How many.</returns>
    public int Empty(IndexChanges changes, int node, IReadOnlyList<PlaceSpan> places, IReadOnlyList<FileChange> brought)
    {
        var stay = brought.Select(change => RowKeys.OfFile(change.File.Folder, change.File.Name)).ToHashSet();
        List<long> gone = [];
        foreach (var span in places)
        {
            between.Bind(1, node).Bind(2, FilePlace.FirstKey(span.First)).Bind(3, FilePlace.LastKey(span.Last));
            while (between.Step())
                if (!stay.Contains(between.Integer(0))) gone.Add(between.Integer(0));
        }
        foreach (var key in gone) Remove(changes, node, key);
        return gone.Count;
    }

    /// <summary>Removes names that no file has any more and writes the words: the last step before the commit.</summary>
    public void Finish(IndexChanges changes)
    {
        foreach (var (nameId, files) in changes.FilesOfNames)
        {
            var isNew = changes.NewNames.TryGetValue(nameId, out var made);
            if (files > 0 && isNew) words.Add(nameId, made!.File.Name, made.File.Content.SizeBytes, made.Words);
            else if (files == 0) RemoveName(nameId, isNew);
        }
        words.Write(changes);
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget() => words.Forget();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in new[] { content, name, addName, removeName, add, remove, some, between }) statement.Dispose();
        words.Dispose();
    }

    private void Add(IndexChanges changes, int node, long key, FileEntry file)
    {
        var hashKey = RowKeys.OfContent(file.Content.Hash);
        var contentId = IndexNames.Find(content, file.Content, hashKey);
        if (contentId == 0) contentId = changes.TakeContent();
        var nameKey = RowKeys.OfName(file.Name);
        var nameId = FindName(hashKey, nameKey, contentId, file.Name) ?? AddName(changes, contentId, (hashKey, nameKey), file);
        add.Bind(1, node).Bind(2, key).Bind(3, file.Folder).Bind(4, nameId).Bind(5, file.ModifiedUnixMs).Bind(6, file.Complete ? 1 : 0).Run();
        changes.Add(nameId, contentId, new SourceEntry(node, file.Complete, file.ModifiedUnixMs));
    }

    private long? FindName(long hashKey, long nameKey, int contentId, string asked)
    {
        long? found = null;
        name.Bind(1, hashKey).Bind(2, nameKey);
        while (name.Step())
            if (name.Integer(2) == contentId && name.Text(1) == asked) found = name.Integer(0);
        return found;
    }

    private long AddName(IndexChanges changes, int contentId, (long Hash, long Name) keys, FileEntry file)
    {
        var (nameId, made) = changes.TakeName(contentId, file);
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        file.Content.Hash.Value.CopyTo(hash);
        addName.Bind(1, nameId).Bind(2, contentId).Bind(3, keys.Hash).Bind(4, keys.Name);
        addName.Bind(5, hash).Bind(6, file.Content.SizeBytes).Bind(7, (long)WordMarks.Of(made.Words)).Bind(8, file.Name).Run();
        return nameId;
    }

    private bool Remove(IndexChanges changes, int node, long key)
    {
        remove.Bind(1, node).Bind(2, key);
        if (!remove.Step()) return false;
        var nameId = remove.Integer(0);
        var file = new SourceEntry(node, remove.Integer(2) != 0, remove.Integer(1));
        remove.Reset();
        changes.Remove(nameId, changes.ContentOf(nameId), file);
        return true;
    }

    private void RemoveName(long nameId, bool isNew)
    {
        removeName.Bind(1, nameId);
        if (!removeName.Step()) return;
        var (text, sizeBytes) = (removeName.Text(0), removeName.Integer(1));
        removeName.Reset();
        if (!isNew) words.Remove(nameId, text, sizeBytes);
    }

    private List<long> Some(int node)
    {
        List<long> keys = [];
        some.Bind(1, node);
        while (some.Step()) keys.Add(some.Integer(0));
        return keys;
    }
}
