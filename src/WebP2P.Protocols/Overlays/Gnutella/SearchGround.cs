namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What searches work with.</summary>
internal sealed record SearchGround(NeighbourTable Neighbours, SeenTable Seen, HopTimes HopTimes, GnutellaOptions Options);
