using System.Numerics;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// About how many different nodes were added, in 64 bytes and without a list: each node falls to one counter, which keeps the most leading zeros of their
/// hashes (HyperLogLog, Flajolet et al. 2007). The union of two sets is the larger of each counter.
/// </summary>
internal sealed class NodeSketch
{
    public const int Counters = 64;

    /// <summary>Most that a counter can say: all bits that do not choose the counter are zero.</summary>
    public const int RankMax = 59;

    private const int CounterBits = 6;
    private const double Alpha = 0.709;

    private readonly byte[] ranks = new byte[Counters];

    public ReadOnlySpan<byte> Ranks => ranks;

    public void Add(NodeId node)
    {
        var hash = Mixed(node.Value.High);
        var rank = (byte)Math.Min(RankMax, BitOperations.LeadingZeroCount(hash << CounterBits) + 1);
        ref var counter = ref ranks[hash >> (64 - CounterBits)];
        counter = Math.Max(counter, rank);
    }

    public void Merge(ReadOnlySpan<byte> others)
    {
        for (var at = 0; at < Counters; at += Vector<byte>.Count) Vector.Max(new Vector<byte>(ranks, at), new Vector<byte>(others[at..])).CopyTo(ranks, at);
    }

    /// <summary>The estimate; one of eight off as a rule.</summary>
    /// <param name="known">So many that were added do not count: while there are few, each has a counter of its own.</param>
    public long Nodes(int known = 0)
    {
        var (sum, empty) = (0.0, 0);
        foreach (var rank in ranks)
        {
            sum += 1.0 / (1UL << rank);
            if (rank == 0) empty++;
        }
        var nodes = Alpha * Counters * Counters / sum;
        return (long)((nodes > 2.5 * Counters || empty == 0 ? nodes - known : UntilEmpty(Math.Min(Counters, empty + known))) + 0.5);
    }

    /// <summary>Nodes after which so many counters are left empty as a rule: few nodes are counted by it (only the four operations, so that every machine computes the same).</summary>
    private static double UntilEmpty(int empty)
    {
        var nodes = 0.0;
        for (var left = empty + 1; left <= Counters; left++) nodes += (double)Counters / left;
        return nodes;
    }

    /// <summary>The finaliser of SplitMix64: ids that somebody chose are spread, too.</summary>
    private static ulong Mixed(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}
