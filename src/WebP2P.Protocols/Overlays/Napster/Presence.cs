using System.Collections.Immutable;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Whose rows are visible: nodes that are online, without the asker's own. The set stays the same object until somebody comes or goes, so that a store may keep what it made of it.</summary>
public sealed record Presence(ImmutableHashSet<NodeId> Online, NodeId? Asker = null)
{
    /// <summary>Contents that are in no answer, whoever has them.</summary>
    public BlockList Blocks { get; init; } = BlockList.Empty;

    public static Presence Nobody { get; } = new([]);

    public static Presence Of(params IEnumerable<NodeId> nodes) => new([.. nodes]);

    /// <summary>False for a content that the operator of the index blocked.</summary>
    public bool Shows(ContentId content) => !Blocks.Contains(content);

    public bool Contains(NodeId node) => node != Asker && Online.Contains(node);
}
