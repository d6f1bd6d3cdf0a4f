using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>What a run cost.</summary>
public sealed class SimulationMetrics
{
    private readonly SortedDictionary<MessageType, long> messages = [];
    private readonly SortedDictionary<DropReason, long> drops = [];

    /// <summary>Messages that arrived, by type.</summary>
    public IReadOnlyDictionary<MessageType, long> Messages => messages;

    /// <summary>Messages that machines dropped, by reason.</summary>
    public IReadOnlyDictionary<DropReason, long> Drops => drops;

    /// <summary>Messages sent without a link, or whose link ended on the way.</summary>
    public long Lost { get; internal set; }

    /// <summary>Steps that were performed.</summary>
    public long Steps { get; internal set; }

    internal void Count(MessageType type) => messages[type] = messages.GetValueOrDefault(type) + 1;

    internal void Count(DropReason reason) => drops[reason] = drops.GetValueOrDefault(reason) + 1;
}
