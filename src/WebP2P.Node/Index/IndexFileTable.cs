using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Rows of files with the names and contents they keep alive: the last file of a name takes it along, the last name its content.</summary>
internal sealed class IndexFileTable : IDisposable
{
    private readonly PreparedCommand content, addContent, removeContent, name, addName, removeName, addTokens, removeTokens, has, add, remove, oneOf;

    public IndexFileTable(SqliteConnection connection)
    {
        PreparedCommand Prepare(string sql, int parameters) => new(connection, sql, parameters);
        content = Prepare("SELECT Id FROM Contents WHERE Hash = $0 AND Size = $1", 2);
        addContent = Prepare("INSERT INTO Contents (Hash, Size) VALUES ($0, $1) RETURNING Id", 2);
        removeContent = Prepare("DELETE FROM Contents WHERE Id = $0 AND NOT EXISTS (SELECT 1 FROM Names WHERE ContentId = $0)", 1);
        name = Prepare("SELECT Id FROM Names WHERE ContentId = $0 AND Name = $1", 2);
        addName = Prepare("INSERT INTO Names (ContentId, Name) VALUES ($0, $1) RETURNING Id", 2);
        removeName = Prepare("DELETE FROM Names WHERE Id = $0 AND NOT EXISTS (SELECT 1 FROM Files WHERE NameId = $0)", 1);
        addTokens = Prepare("INSERT INTO NameTokens (rowid, Tokens) VALUES ($0, $1)", 2);
        removeTokens = Prepare("DELETE FROM NameTokens WHERE rowid = $0", 1);
        has = Prepare("SELECT 1 FROM Files WHERE ContentId = $0 AND NodeId = $1 LIMIT 1", 2);
        add = Prepare("INSERT INTO Files (NodeId, Folder, Name, NameId, ContentId, ModifiedUnixMs, Complete) VALUES ($0, $1, $2, $3, $4, $5, $6)", 7);
        remove = Prepare("DELETE FROM Files WHERE NodeId = $0 AND Folder = $1 AND Name = $2 RETURNING NameId, ContentId", 3);
        oneOf = Prepare("SELECT Folder, Name FROM Files WHERE NodeId = $0 LIMIT 1000", 1);
    }

    public bool Has(long node, ContentId asked) =>
        content.Scalar(asked.Hash.Value.ToArray(), asked.SizeBytes) is long id && has.Scalar(id, node) is not null;

    /// <returns>By how many files the node has more: -1, 0 or 1.</returns>
    public int Apply(long node, FileChange change)
    {
        var removed = Remove(node, change.File.Folder, change.File.Name) ? 1 : 0;
        if (change.Removed) return -removed;
        Add(node, change.File);
        return 1 - removed;
    }

    public void RemoveAll(long node)
    {
        for (var some = Some(node); some.Count > 0; some = Some(node))
            foreach (var file in some) Remove(node, file.Folder, file.Name);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { content, addContent, removeContent, name, addName, removeName, addTokens, removeTokens, has, add, remove, oneOf }) command.Dispose();
    }

    private void Add(long node, FileEntry file)
    {
        var hash = file.Content.Hash.Value.ToArray();
        var contentId = (long)(content.Scalar(hash, file.Content.SizeBytes) ?? addContent.Scalar(hash, file.Content.SizeBytes)!);
        if (name.Scalar(contentId, file.Name) is not long nameId)
        {
            nameId = (long)addName.Scalar(contentId, file.Name)!;
            addTokens.Run(nameId, string.Join(' ', Tokenizer.Tokenize(file.Name)));
        }
        add.Run(node, file.Folder, file.Name, nameId, contentId, file.ModifiedUnixMs, file.Complete);
    }

    private bool Remove(long node, string folder, string fileName)
    {
        long nameId, contentId;
        using (var reader = remove.Read(node, folder, fileName))
        {
            if (!reader.Read()) return false;
            (nameId, contentId) = (reader.GetInt64(0), reader.GetInt64(1));
        }
        if (removeName.Run(nameId) > 0)
        {
            removeTokens.Run(nameId);
            removeContent.Run(contentId);
        }
        return true;
    }

    private List<(string Folder, string Name)> Some(long node)
    {
        List<(string Folder, string Name)> some = [];
        using var reader = oneOf.Read(node);
        while (reader.Read()) some.Add((reader.GetString(0), reader.GetString(1)));
        return some;
    }
}
