using System.Collections.Frozen;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Nodes and contents that the operator of an index shut out. Immutable; replaced as a whole. A bare hash stands for contents of every size.</summary>
public sealed class BlockList(IEnumerable<NodeId> nodes, IEnumerable<ContentHash> hashes, IEnumerable<ContentId> contents)
{
    /// <summary>Most entries of an operator's list.</summary>
    public const int EntriesMax = 10_000;

    private readonly FrozenSet<ContentHash> blockedHashes = hashes.ToFrozenSet();
    private readonly FrozenSet<ContentId> blockedContents = contents.ToFrozenSet();

    public static BlockList Empty { get; } = new([], [], []);

    /// <summary>Whether no content is blocked.</summary>
    public bool ShowsAll => blockedHashes.Count + blockedContents.Count == 0;

    public FrozenSet<NodeId> Nodes { get; } = nodes.ToFrozenSet();

    public bool Contains(NodeId node) => Nodes.Contains(node);

    public bool Contains(ContentId content) => blockedHashes.Contains(content.Hash) || blockedContents.Contains(content);
}
