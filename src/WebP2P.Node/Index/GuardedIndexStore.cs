using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// The index on disk with its failures kept away from those who ask: a damaged one is replaced by a new one while they wait, one that cannot be
/// written refuses batches with a reason and goes on answering.
/// </summary>
internal sealed class GuardedIndexStore : IIndexStore, IDisposable
{
    private readonly IndexReplacement current;
    private readonly WriteGate gate;
    private readonly IndexHealth health;
    private volatile bool isSeenMissed;

    public GuardedIndexStore(IndexReplacement current, WriteGate gate, IndexHealth health)
    {
        this.current = current;
        this.gate = gate;
        this.health = health;
    }

    public RegisteredAnswer Registered(NodeId node) => current.Use(store => store.Registered(node));

    public BucketDigests Digests(NodeId node) => current.Use(store => store.Digests(node));

    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) =>
        current.Use(store => store.Find(query, presence, contentsMax, wallUnixMs));

    public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax) => current.Use(store => store.Suggest(text, presence, wordsMax));

    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) =>
        current.Use(store => store.Sources(content, presence, sourcesMax));

    public IReadOnlyList<IndexedNode> Nodes(int nodesMax) => current.Use(store => store.Nodes(nodesMax));

    public IndexTotals Totals() => current.Use(store => store.Totals());

    public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs) => Commit([new NodeBatch(node, batch)], wallUnixMs)[0];

    public IReadOnlyList<CommitAnswer> Commit(IReadOnlyList<NodeBatch> batches, long wallUnixMs)
    {
        if (gate.TryWrite(() => current.Use(store => store.Commit(batches, wallUnixMs)), out var answers)) return answers!;
        foreach (var _ in batches) health.Refused();
        var refusal = $"The index cannot be written: {health.WriteProblem ?? "try again."}";
        return [.. batches.Select(asked => new CommitAnswer(asked.Batch.LibraryId, asked.Batch.FromVersion, refusal, []))];
    }

    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs) =>
        isSeenMissed = !gate.TryWrite(() => current.Use(store => Done(() => store.Seen(nodes, wallUnixMs))), out _);

    /// <summary>Nobody is forgotten while it could not be noted who is here.</summary>
    public int Forget(long seenBeforeUnixMs)
    {
        if (isSeenMissed) return 0;
        gate.TryWrite(() => current.Use(store => store.Forget(seenBeforeUnixMs)), out var forgotten);
        return forgotten;
    }

    /// <inheritdoc />
    public void Dispose() => current.Dispose();

    private static bool Done(Action work)
    {
        work();
        return true;
    }
}
