using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Digests of a node's rows. They are read in one statement and so as of one moment; a comparison is rare, and keeping sums would cost every commit.</summary>
internal sealed class IndexDigests(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement rows = new(connection,
        "SELECT Files.Folder, Names.Name, Names.Hash, Names.Size, Files.ModifiedUnixMs, Files.Complete, Files.FileKey FROM Nodes JOIN Files ON Files.NodeId = Nodes.Id JOIN Names ON Names.Id = Files.NameId WHERE Nodes.NodeId = ?1");

    /// <summary>See <see cref="IIndexStore.Digests"/>.</summary>
    public BucketDigests Of(NodeId node)
    {
        var sum = new BucketDigests.Sum();
        rows.Bind(1, node.Value.ToArray());
        while (rows.Step())
        {
            var content = new ContentId(new ContentHash(new Bytes32(rows.Bytes(2))), rows.Integer(3));
            sum.Add(new FileEntry(content, rows.Text(0), rows.Text(1), rows.Integer(4), rows.Integer(5) != 0), FilePlace.OfKey(rows.Integer(6)));
        }
        return sum.Digests();
    }

    /// <inheritdoc />
    public void Dispose() => rows.Dispose();
}
