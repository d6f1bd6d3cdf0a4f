using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// What an index server keeps: rows of (node, file), numbered. SQLite on a node, in memory for the simulator and supernodes.
/// Commits have one caller at a time; reads may run beside them.
/// </summary>
public interface IIndexStore
{
    RegisteredAnswer Registered(NodeId node);

    /// <summary>Durable when it returns. A file is its folder and name: adding it again replaces it, whatever content it had. Refuses a batch that does not follow the committed version; another library id replaces all rows of the node.
    /// A batch with a <see cref="BucketRepair"/> follows whatever is committed: it removes the node's rows at its places, adds its files, and leaves the node at version 0 of library 0 until the last one sets both.</summary>
    CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs);

    /// <summary>Several batches, made safe at once, in order, with an answer each. When it throws, none of them was committed.</summary>
    IReadOnlyList<CommitAnswer> Commit(IReadOnlyList<NodeBatch> batches, long wallUnixMs) => [.. batches.Select(batch => Commit(batch.Node, batch.Batch, wallUnixMs))];

    /// <summary>Of all rows of the node, as of one moment.</summary>
    BucketDigests Digests(NodeId node);

    /// <summary>Best first by <see cref="Ranking"/>, then by content id; names are those that match, best first (at most <see cref="Hit.NamesMax"/>); sources are
    /// all who have it under whatever name, whole ones first, then by id (at most <see cref="Hit.SourcesMax"/>). Only sources that are present count, a content without one, or one that is not shown, is never in the answer. Facets count what matched; without a hit the nearest words that are visible are named.</summary>
    FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs);

    /// <summary>Whole words that begin like the last word of a text and stand in names that are visible, the most frequent first.</summary>
    IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax);

    IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax);

    /// <summary>These nodes are here now: their rows are not forgotten for a while.</summary>
    void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs);

    /// <summary>Removes rows of nodes that were last seen, or last committed, before the given time; returns how many nodes.</summary>
    int Forget(long seenBeforeUnixMs);

    IndexTotals Totals();

    /// <summary>Nodes that have rows, the newest seen first, then by id.</summary>
    IReadOnlyList<IndexedNode> Nodes(int nodesMax);
}

/// <summary>A node that has rows in the index.</summary>
/// <param name="SeenUnixMs">When it last committed or was last seen.</param>
public readonly record struct IndexedNode(NodeId Node, UInt128 LibraryId, long Version, int Files, long SeenUnixMs);

/// <summary>A batch and the node whose it is.</summary>
public readonly record struct NodeBatch(NodeId Node, RegisterBatch Batch);

public readonly record struct IndexTotals(long Nodes, long Names, long Contents);
