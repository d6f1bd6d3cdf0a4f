using System.Collections.Immutable;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Memory;

/// <summary>Keeps what was made of the nodes that are online until somebody comes, goes or gets a number.</summary>
internal sealed class OnlineNodes(NodeNumbers numbers)
{
    private sealed record Made(ImmutableHashSet<NodeId> Online, long Version, ulong[] Bits);

    private Made? last;

    public NodeSet Of(Presence presence)
    {
        var made = last;
        if (made is null || !ReferenceEquals(made.Online, presence.Online) || made.Version != numbers.Version)
            last = made = new Made(presence.Online, numbers.Version, Bits(presence.Online));
        return new NodeSet(made.Bits, presence.Asker is { } asker && numbers.TryGet(asker, out var number) ? number : 0, presence.Online.Count);
    }

    private ulong[] Bits(ImmutableHashSet<NodeId> online)
    {
        var bits = new ulong[numbers.End / 64 + 1];
        foreach (var node in online)
            if (numbers.TryGet(node, out var number)) bits[number >> 6] |= 1UL << (number & 63);
        return bits;
    }
}
