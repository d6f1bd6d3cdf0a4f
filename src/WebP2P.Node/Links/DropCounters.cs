using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>What of strangers was dropped, by reason; counted since the program started.</summary>
public sealed class DropCounters
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly long[] counts = new long[Reasons.Length];

    /// <summary>All reasons, also those that never happened.</summary>
    public IReadOnlyDictionary<DropReason, long> Counts => Reasons.ToDictionary(reason => reason, reason => this[reason]);

    public long this[DropReason reason] => Interlocked.Read(ref counts[(int)reason]);

    public void Count(DropReason reason) => Interlocked.Increment(ref counts[(int)reason]);
}
