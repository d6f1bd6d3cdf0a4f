using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

/// <summary>The only connection that changes <c>index.db</c>; one caller at a time, one transaction a call.</summary>
internal sealed class IndexWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly IndexFileTable files;
    private readonly PreparedCommand node, addNode, setNode, removeNode, seen, unseen;

    public IndexWriter(string path)
    {
        connection = SqliteSetup.Open(path);
        files = new IndexFileTable(connection);
        node = new PreparedCommand(connection, "SELECT Id, LibraryId, Version, Files FROM Nodes WHERE NodeId = $0", 1);
        addNode = new PreparedCommand(connection, "INSERT INTO Nodes (NodeId, LibraryId, Version, SeenUnixMs, Files) VALUES ($0, $1, 0, 0, 0) RETURNING Id", 2);
        setNode = new PreparedCommand(connection, "UPDATE Nodes SET Version = $1, SeenUnixMs = $2, Files = $3 WHERE Id = $0", 4);
        removeNode = new PreparedCommand(connection, "DELETE FROM Nodes WHERE Id = $0", 1);
        seen = new PreparedCommand(connection, "UPDATE Nodes SET SeenUnixMs = MAX(SeenUnixMs, $1) WHERE NodeId = $0", 2);
        unseen = new PreparedCommand(connection, "SELECT Id FROM Nodes WHERE SeenUnixMs < $0", 1);
    }

    /// <summary>See <see cref="IIndexStore.Commit"/>.</summary>
    public CommitAnswer Commit(NodeId registering, RegisterBatch batch, long wallUnixMs) => Transact(() =>
    {
        var known = Find(registering);
        var libraryId = Bytes(batch.LibraryId);
        var isOther = known is null || !known.Value.LibraryId.AsSpan().SequenceEqual(libraryId);
        var version = isOther ? 0 : known!.Value.Version;
        if (batch.FromVersion != version || batch.ToVersion <= version)
            return new CommitAnswer(batch.LibraryId, version, $"The batch begins at version {batch.FromVersion}, the index stands at {version}.", [], (int)(known?.Files ?? 0));
        if (isOther && known is { } old) Remove(old.Id);
        var id = isOther ? (long)addNode.Scalar(registering.Value.ToArray(), libraryId)! : known!.Value.Id;
        var added = batch.Changes.Select(change => change.File.Content).Distinct().Where(content => !files.Has(id, content)).ToList();
        var count = (isOther ? 0 : known!.Value.Files) + batch.Changes.Sum(change => files.Apply(id, change));
        setNode.Run(id, batch.ToVersion, wallUnixMs, count);
        return new CommitAnswer(batch.LibraryId, batch.ToVersion, null, [.. added.Where(content => files.Has(id, content))], (int)count);
    });

    /// <summary>See <see cref="IIndexStore.Seen"/>.</summary>
    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs) => Transact(() =>
    {
        foreach (var present in nodes) seen.Run(present.Value.ToArray(), wallUnixMs);
        return nodes.Count;
    });

    /// <summary>See <see cref="IIndexStore.Forget"/>.</summary>
    public int Forget(long seenBeforeUnixMs) => Transact(() =>
    {
        List<long> gone = [];
        using (var reader = unseen.Read(seenBeforeUnixMs))
            while (reader.Read()) gone.Add(reader.GetInt64(0));
        foreach (var id in gone) Remove(id);
        return gone.Count;
    });

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in new[] { node, addNode, setNode, removeNode, seen, unseen }) command.Dispose();
        files.Dispose();
        connection.Dispose();
    }

    /// <summary>What is returned after an error was not committed; the next call begins clean.</summary>
    private T Transact<T>(Func<T> work)
    {
        SqliteSetup.Execute(connection, "BEGIN IMMEDIATE");
        var isCommitted = false;
        try
        {
            var result = work();
            SqliteSetup.Execute(connection, "COMMIT");
            isCommitted = true;
            return result;
        }
        finally
        {
            if (!isCommitted) SqliteSetup.Execute(connection, "ROLLBACK");
        }
    }

    private void Remove(long id)
    {
        files.RemoveAll(id);
        removeNode.Run(id);
    }

    private (long Id, byte[] LibraryId, long Version, long Files)? Find(NodeId registering)
    {
        using var reader = node.Read(registering.Value.ToArray());
        return reader.Read() ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
    }

    private static byte[] Bytes(UInt128 libraryId)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, libraryId);
        return bytes;
    }
}
