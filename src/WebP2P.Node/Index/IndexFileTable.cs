using Microsoft.Data.Sqlite;
using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Rows of files with the names and contents they keep alive: at the end of a transaction names without files go, and contents without names.</summary>
internal sealed class IndexFileTable : IDisposable
{
    private readonly SqliteStatement content, addContent, name, addName, removeName, removeContent, add, remove, some, between;
    private readonly IndexWordTable words;

    public IndexFileTable(SqliteConnection connection)
    {
        SqliteStatement Prepare(string sql) => new(connection, sql);
        content = Prepare("SELECT Id, Hash FROM Contents WHERE HashKey = ?1 AND Size = ?2");
        addContent = Prepare("INSERT INTO Contents (Id, HashKey, Size, Hash) VALUES (?1, ?2, ?3, ?4)");
        name = Prepare("SELECT Id, Name FROM Names WHERE ContentId = ?1 AND NameKey = ?2");
        addName = Prepare("INSERT INTO Names (Id, ContentId, NameKey, Name) VALUES (?1, ?2, ?3, ?4)");
        removeName = Prepare("DELETE FROM Names WHERE Id = ?1 RETURNING Name, ContentId, (SELECT Size FROM Contents WHERE Contents.Id = ContentId)");
        removeContent = Prepare("DELETE FROM Contents WHERE Id = ?1 AND NOT EXISTS (SELECT 1 FROM Names WHERE ContentId = ?1)");
        add = Prepare("INSERT INTO Files (NodeId, FileKey, Folder, NameId, ModifiedUnixMs, Complete) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        remove = Prepare("DELETE FROM Files WHERE NodeId = ?1 AND FileKey = ?2 RETURNING NameId, ModifiedUnixMs, Complete");
        some = Prepare("SELECT FileKey FROM Files WHERE NodeId = ?1 LIMIT 1000");
        between = Prepare("SELECT FileKey FROM Files WHERE NodeId = ?1 AND FileKey BETWEEN ?2 AND ?3");
        words = new IndexWordTable(connection);
    }

    /// <summary>The number of a content; 0 when nobody ever registered it.</summary>
    public int Find(ContentId asked)
    {
        var number = 0;
        content.Bind(1, RowKeys.OfContent(asked.Hash)).Bind(2, asked.SizeBytes);
        while (content.Step())
            if (new Bytes32(content.Bytes(1)) == asked.Hash.Value) number = (int)content.Integer(0);
        return number;
    }

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

    /// <summary>Removes what nothing holds any more and writes the words: the last step before the commit.</summary>
    public void Finish(IndexChanges changes)
    {
        HashSet<long> bare = [];
        foreach (var (nameId, files) in changes.FilesOfNames)
        {
            if (files > 0 && changes.NewNames.TryGetValue(nameId, out var made)) words.Add(nameId, made.Name, made.SizeBytes);
            else if (files == 0) bare.Add(RemoveName(nameId, isNew: changes.NewNames.ContainsKey(nameId)));
        }
        foreach (var contentId in bare) removeContent.Bind(1, contentId).Run();
        words.Write(changes);
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget() => words.Forget();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in new[] { content, addContent, name, addName, removeName, removeContent, add, remove, some, between }) statement.Dispose();
        words.Dispose();
    }

    private void Add(IndexChanges changes, int node, long key, FileEntry file)
    {
        var contentId = Find(file.Content);
        if (contentId == 0) contentId = AddContent(changes, file.Content);
        var nameId = FindName(contentId, file.Name) ?? AddName(changes, contentId, file);
        add.Bind(1, node).Bind(2, key).Bind(3, file.Folder).Bind(4, nameId).Bind(5, file.ModifiedUnixMs).Bind(6, file.Complete ? 1 : 0).Run();
        changes.Add(nameId, contentId, new SourceEntry(node, file.Complete, file.ModifiedUnixMs));
    }

    private int AddContent(IndexChanges changes, ContentId added)
    {
        var number = changes.TakeContent();
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        added.Hash.Value.CopyTo(hash);
        addContent.Bind(1, number).Bind(2, RowKeys.OfContent(added.Hash)).Bind(3, added.SizeBytes).Bind(4, hash).Run();
        return number;
    }

    private long? FindName(int contentId, string asked)
    {
        long? found = null;
        name.Bind(1, contentId).Bind(2, RowKeys.OfName(asked));
        while (name.Step())
            if (name.Text(1) == asked) found = name.Integer(0);
        return found;
    }

    private long AddName(IndexChanges changes, int contentId, FileEntry file)
    {
        var nameId = changes.TakeName(contentId, file);
        addName.Bind(1, nameId).Bind(2, contentId).Bind(3, RowKeys.OfName(file.Name)).Bind(4, file.Name).Run();
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

    private long RemoveName(long nameId, bool isNew)
    {
        removeName.Bind(1, nameId);
        if (!removeName.Step()) return 0;
        var (text, contentId, sizeBytes) = (removeName.Text(0), removeName.Integer(1), removeName.Integer(2));
        removeName.Reset();
        if (!isNew) words.Remove(nameId, text, sizeBytes);
        return contentId;
    }

    private List<long> Some(int node)
    {
        List<long> keys = [];
        some.Bind(1, node);
        while (some.Step()) keys.Add(some.Integer(0));
        return keys;
    }
}
