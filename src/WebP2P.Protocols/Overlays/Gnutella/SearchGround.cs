namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What searches work with.</summary>
internal sealed record SearchGround(NeighbourTable Neighbours, HostCache Hosts, SeenTable Seen, HopTimes HopTimes, GnutellaOptions Options)
{
    private NetworkSize? size;
    private SearchMemory? memory;

    /// <summary>What pongs told of the size of the network.</summary>
    public NetworkSize Size => size ??= new NetworkSize();

    /// <summary>Empty until the node searches.</summary>
    public SearchMemory Memory => memory ??= new SearchMemory();
}
