using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>How one source of a simulated download behaves; times in ms of the virtual clock.</summary>
internal sealed record SimulatedSource(NodeId Peer, int BytesPerMs)
{
    public long JoinsAtMs { get; init; }

    public long DiesAtMs { get; init; } = long.MaxValue;

    public bool Lies { get; init; }

    /// <summary>Null: all pieces.</summary>
    public Bitfield? Pieces { get; init; }

    public bool IsAlive(long nowMs) => nowMs >= JoinsAtMs && nowMs < DiesAtMs;
}
