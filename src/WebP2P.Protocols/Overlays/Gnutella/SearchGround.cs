namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What searches work with.</summary>
internal sealed record SearchGround(NeighbourTable Neighbours, HostCache Hosts, SeenTable Seen, HopTimes HopTimes, GnutellaOptions Options)
{
    private SearchMemory? memory;

    /// <summary>Empty until the node searches.</summary>
    public SearchMemory Memory => memory ??= new SearchMemory();
}
