using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Control;

/// <summary>The index that this node serves, as its operator sees it.</summary>
public interface IOwnIndex
{
    /// <summary>At most a second old.</summary>
    IndexView View { get; }

    /// <summary>Read now; what was read within the last quarter of a second is handed out again.</summary>
    Task<IndexView> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Nodes that are online or have names in the index: those online first, then the newest seen.</summary>
    Task<IReadOnlyList<IndexNodeView>> NodesAsync(CancellationToken cancellationToken);

    /// <summary>Of the last hour, slowest first.</summary>
    IReadOnlyList<SlowQueryView> SlowestQueries();

    /// <summary>What is shut out, the newest first.</summary>
    IReadOnlyList<BlockView> Blocks { get; }

    /// <summary>Counts at once, and outlives the program. Conflict: already blocked. Invalid: the own node, a note that is too long, a full list.</summary>
    Task<Outcome<BlockView>> BlockAsync(BlockStart block, CancellationToken cancellationToken);

    /// <summary>False when there is no such block.</summary>
    Task<bool> UnblockAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="NodesKnown">Nodes whose names are kept, online or not.</param>
/// <param name="Names">Names of all nodes, also of those that are offline.</param>
/// <param name="SizeBytes">Of the index on disk.</param>
/// <param name="Queries">Answered since the program started.</param>
/// <param name="QueriesBySecond">Answered in each of the last sixty seconds, oldest first.</param>
/// <param name="AnswersCapped">Answers that a limit cut, since the program started.</param>
/// <param name="NamesRegistered">Names that came, changed or went since the program started.</param>
/// <param name="Refusals">Since the program started, the most frequent first.</param>
public sealed record IndexView(
    int NodesOnline,
    long NodesKnown,
    long Names,
    long Contents,
    long SizeBytes,
    long Queries,
    long QueriesLastMinute,
    IReadOnlyList<long> QueriesBySecond,
    long AnswersCapped,
    long NamesRegistered,
    long NamesPerSecond,
    int BlockedNodes,
    int BlockedContents,
    IReadOnlyList<IndexRefusalView> Refusals);

/// <param name="Message">The message it was about, as <c>docs/wire.md</c> names it.</param>
/// <param name="Explanation">What happened, in a sentence.</param>
/// <param name="LastSentence">What the node was told; null when it was told nothing.</param>
public sealed record IndexRefusalView(string Message, DropReason Reason, string Explanation, long Count, NodeId LastNode, string? LastNodeName, DateTimeOffset LastAt, string? LastSentence);

/// <param name="Files">Names that it has in the index.</param>
/// <param name="LibraryVersion">The version of its library that the index has; 0 when none is committed.</param>
/// <param name="BlockId">The block that shuts it out; null when none does.</param>
public sealed record IndexNodeView(NodeId NodeId, string? Name, int Files, bool Online, DateTimeOffset SeenAt, long LibraryVersion, bool IsOwn, Guid? BlockId);

/// <param name="ElapsedMs">That the store needed.</param>
/// <param name="Capped">A limit cut the answer.</param>
public sealed record SlowQueryView(string Text, double ElapsedMs, long RowsLookedAt, int Hits, bool Capped, DateTimeOffset At, NodeId? NodeId, string? NodeName);

/// <summary>Either a node or a content.</summary>
/// <param name="Size">Of the content; null stands for every size.</param>
/// <param name="Name">Of the node, when it is known.</param>
public sealed record BlockView(Guid Id, NodeId? NodeId, string? Name, ContentHash? Hash, long? Size, string Note, DateTimeOffset AddedAt);

/// <summary>Exactly one of node and hash.</summary>
public sealed record BlockStart(NodeId? NodeId, ContentHash? Hash, long? Size, string? Note)
{
    /// <summary>Characters of a note.</summary>
    public const int NoteMax = 200;
}
