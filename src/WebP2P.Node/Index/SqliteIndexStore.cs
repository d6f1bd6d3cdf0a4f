using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The index of this node on disk; its database was prepared before the first question.</summary>
internal sealed class SqliteIndexStore(DataFolder folder) : IIndexStore, IDisposable
{
    private readonly IndexReader reader = new(folder.IndexDatabase);
    private readonly Lock writing = new();
    private IndexWriter? writer;

    public RegisteredAnswer Registered(NodeId node) => reader.Registered(node);

    public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs)
    {
        lock (writing) return Writer().Commit(node, batch, wallUnixMs);
    }

    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) => reader.Find(query, presence, contentsMax, wallUnixMs);

    public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax) => [];

    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => reader.Sources(content, presence, sourcesMax);

    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs)
    {
        lock (writing) Writer().Seen(nodes, wallUnixMs);
    }

    public int Forget(long seenBeforeUnixMs)
    {
        lock (writing) return Writer().Forget(seenBeforeUnixMs);
    }

    public IndexTotals Totals() => reader.Totals();

    public IReadOnlyList<IndexedNode> Nodes(int nodesMax) => reader.Nodes(nodesMax);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (writing) writer?.Dispose();
    }

    private IndexWriter Writer() => writer ??= new IndexWriter(folder.IndexDatabase);
}
