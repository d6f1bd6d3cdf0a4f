using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

/// <summary>The only connection that changes <c>index.db</c>; one caller at a time, one transaction a call, visible to queries once it is safe.</summary>
internal sealed class IndexWriter : IDisposable
{
    private readonly record struct KnownNode(int Id, UInt128 LibraryId, long Version, long Files);

    private readonly SqliteConnection connection;
    private readonly IndexMemory memory;
    private readonly IndexFileTable files;
    private readonly IndexMerging merging;
    private readonly SqliteStatement node, freeNode, addNode, setNode, setLibrary, removeNode, seen, unseen, begin, commit, rollback;

    public IndexWriter(string path, IndexMemory memory, int mergedNamesMin)
    {
        this.memory = memory;
        connection = IndexConnections.OpenWriter(path);
        files = new IndexFileTable(connection);
        merging = new IndexMerging(connection, mergedNamesMin);
        SqliteStatement Prepare(string sql) => new(connection, sql);
        node = Prepare("SELECT Id, LibraryId, Version, Files FROM Nodes WHERE NodeId = ?1");
        freeNode = Prepare("SELECT COALESCE((SELECT MIN(Id) + 1 FROM Nodes AS Below WHERE NOT EXISTS (SELECT 1 FROM Nodes WHERE Id = Below.Id + 1)), 1)");
        addNode = Prepare("INSERT INTO Nodes (Id, NodeId, LibraryId, Version, SeenUnixMs, Files) VALUES (?1, ?2, ?3, 0, 0, 0)");
        setNode = Prepare("UPDATE Nodes SET Version = ?2, SeenUnixMs = ?3, Files = ?4 WHERE Id = ?1");
        setLibrary = Prepare("UPDATE Nodes SET LibraryId = ?2 WHERE Id = ?1");
        removeNode = Prepare("DELETE FROM Nodes WHERE Id = ?1");
        seen = Prepare("UPDATE Nodes SET SeenUnixMs = MAX(SeenUnixMs, ?2) WHERE NodeId = ?1");
        unseen = Prepare("SELECT Id FROM Nodes WHERE SeenUnixMs < ?1");
        (begin, commit, rollback) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"), Prepare("ROLLBACK"));
    }

    /// <summary>See <see cref="IIndexStore.Commit(IReadOnlyList{NodeBatch}, long)"/>.</summary>
    public IReadOnlyList<CommitAnswer> Commit(IReadOnlyList<NodeBatch> batches, long wallUnixMs) => Transact(changes =>
    {
        var answers = new CommitAnswer[batches.Count];
        for (var number = 0; number < answers.Length; number++) answers[number] = Commit(changes, batches[number], wallUnixMs);
        return answers;
    });

    /// <summary>See <see cref="IIndexStore.Seen"/>.</summary>
    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs) => Transact(_ =>
    {
        foreach (var present in nodes) seen.Bind(1, present.Value.ToArray()).Bind(2, wallUnixMs).Run();
        return nodes.Count;
    });

    /// <summary>See <see cref="IIndexStore.Forget"/>.</summary>
    public int Forget(long seenBeforeUnixMs) => Transact(changes =>
    {
        List<int> gone = [];
        unseen.Bind(1, seenBeforeUnixMs);
        while (unseen.Step()) gone.Add((int)unseen.Integer(0));
        foreach (var id in gone) Remove(changes, id);
        return gone.Count;
    });

    /// <summary>See <see cref="IndexMerging"/>.</summary>
    public bool IsMergeDue() => merging.IsDue(files.NamesChanged, memory.ContentCount);

    /// <summary>One step.</summary>
    public void Merge() => merging.Step();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in new[] { node, freeNode, addNode, setNode, setLibrary, removeNode, seen, unseen, begin, commit, rollback }) statement.Dispose();
        files.Dispose();
        merging.Dispose();
        connection.Dispose();
    }

    private CommitAnswer Commit(IndexChanges changes, NodeBatch asked, long wallUnixMs) =>
        asked.Batch.Repair is { } repair ? Repair(changes, asked, repair, wallUnixMs) : Follow(changes, asked, wallUnixMs);

    private CommitAnswer Repair(IndexChanges changes, NodeBatch asked, BucketRepair repair, long wallUnixMs)
    {
        var (registering, batch) = asked;
        var known = Find(registering);
        var id = known?.Id ?? AddNode(changes, registering, 0);
        var added = NotYet(changes, batch, id);
        var count = (known?.Files ?? 0) - files.Empty(changes, id, repair.Replaced, batch.Changes) + batch.Changes.Sum(change => files.Apply(changes, id, change));
        var (libraryId, version) = repair.Last ? (batch.LibraryId, batch.ToVersion) : (0, 0);
        setLibrary.Bind(1, id).Bind(2, Bytes(libraryId)).Run();
        setNode.Bind(1, id).Bind(2, version).Bind(3, wallUnixMs).Bind(4, count).Run();
        return new CommitAnswer(batch.LibraryId, batch.ToVersion, null, [.. added.Where(content => Has(changes, content, id))], (int)count);
    }

    private CommitAnswer Follow(IndexChanges changes, NodeBatch asked, long wallUnixMs)
    {
        var (registering, batch) = asked;
        var known = Find(registering);
        var isOther = known is null || known.Value.LibraryId != batch.LibraryId;
        var version = isOther ? 0 : known!.Value.Version;
        if (batch.FromVersion != version || batch.ToVersion <= version)
            return new CommitAnswer(batch.LibraryId, version, $"The batch begins at version {batch.FromVersion}, the index stands at {version}.", [], (int)(known?.Files ?? 0));
        if (isOther && known is { } old) Remove(changes, old.Id);
        var id = isOther ? AddNode(changes, registering, batch.LibraryId) : known!.Value.Id;
        var added = NotYet(changes, batch, id);
        var count = (isOther ? 0 : known!.Value.Files) + batch.Changes.Sum(change => files.Apply(changes, id, change));
        setNode.Bind(1, id).Bind(2, batch.ToVersion).Bind(3, wallUnixMs).Bind(4, count).Run();
        return new CommitAnswer(batch.LibraryId, batch.ToVersion, null, [.. added.Where(content => Has(changes, content, id))], (int)count);
    }

    /// <summary>Contents of a batch that the node is no source of before it.</summary>
    private List<ContentId> NotYet(IndexChanges changes, RegisterBatch batch, int id) =>
        [.. batch.Changes.Select(change => change.File.Content).Distinct().Where(content => !Has(changes, content, id))];

    private bool Has(IndexChanges changes, ContentId content, int id) => files.Find(content) is > 0 and var number && changes.CountFiles(number, id) > 0;

    /// <summary>What is returned after an error was not committed; the next call begins clean.</summary>
    private T Transact<T>(Func<IndexChanges, T> work)
    {
        begin.Run();
        var changes = new IndexChanges(memory);
        var isSafe = false;
        try
        {
            var result = work(changes);
            files.Finish(changes);
            Publish(changes);
            isSafe = true;
            return result;
        }
        finally
        {
            if (!isSafe) Undo(changes);
        }
    }

    /// <summary>Queries wait for the moment between the commit and the memory, so that each sees all of a transaction or nothing.</summary>
    private void Publish(IndexChanges changes)
    {
        memory.Gate.EnterWriteLock();
        try
        {
            commit.Run();
            changes.Publish();
        }
        finally
        {
            memory.Gate.ExitWriteLock();
        }
    }

    private void Undo(IndexChanges changes)
    {
        files.Forget();
        changes.Abandon();
        // Some errors end the transaction by themselves.
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) rollback.Run();
    }

    private int AddNode(IndexChanges changes, NodeId added, UInt128 libraryId)
    {
        var id = (int)freeNode.Single()!.Value;
        addNode.Bind(1, id).Bind(2, added.Value.ToArray()).Bind(3, Bytes(libraryId)).Run();
        changes.AddNode(id, added);
        return id;
    }

    private void Remove(IndexChanges changes, int id)
    {
        files.RemoveAll(changes, id);
        removeNode.Bind(1, id).Run();
        changes.RemoveNode(id);
    }

    private KnownNode? Find(NodeId registering)
    {
        node.Bind(1, registering.Value.ToArray());
        if (!node.Step()) return null;
        var known = new KnownNode((int)node.Integer(0), BinaryPrimitives.ReadUInt128BigEndian(node.Bytes(1)), node.Integer(2), node.Integer(3));
        node.Reset();
        return known;
    }

    private static byte[] Bytes(UInt128 libraryId)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, libraryId);
        return bytes;
    }
}
