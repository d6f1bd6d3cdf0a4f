namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What searches work with.</summary>
internal sealed record SearchGround(NeighbourTable Neighbours, HostCache Hosts, SeenTable Seen, HopTimes HopTimes, GnutellaOptions Options)
{
    public SearchMemory Memory { get; } = new();
}
