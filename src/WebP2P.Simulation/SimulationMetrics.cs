using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>What a run cost.</summary>
public sealed class SimulationMetrics
{
    private readonly long[] drops = new long[Enum.GetValues<DropReason>().Length];
    private long[] messages = new long[128];

    /// <summary>Messages that arrived, by type; a copy of this moment.</summary>
    public IReadOnlyDictionary<MessageType, long> Messages => Counted(messages, number => (MessageType)number);

    /// <summary>Messages that machines dropped, by reason; a copy of this moment.</summary>
    public IReadOnlyDictionary<DropReason, long> Drops => Counted(drops, number => (DropReason)number);

    /// <summary>Messages sent without a link, whose link ended on the way, or that the network lost.</summary>
    public long Lost { get; internal set; }

    /// <summary>Messages that the network delivered once more.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Messages that others were allowed to overtake.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Bytes of all frames that were sent; 0 when nobody measures.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Steps that were performed.</summary>
    public long Steps { get; internal set; }

    internal void Count(MessageType type)
    {
        if ((int)type >= messages.Length) Array.Resize(ref messages, (int)type + 64);
        messages[(int)type]++;
    }

    internal void Count(DropReason reason) => drops[(int)reason]++;

    private static SortedDictionary<T, long> Counted<T>(long[] counts, Func<int, T> key)
        where T : notnull
    {
        var counted = new SortedDictionary<T, long>();
        for (var number = 0; number < counts.Length; number++)
        {
            if (counts[number] > 0) counted.Add(key(number), counts[number]);
        }
        return counted;
    }
}
