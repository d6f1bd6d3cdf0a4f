using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What a neighbour of which only queries came has no need of; made at the first of it.</summary>
internal sealed class NeighbourDetails
{
    public Dictionary<DropReason, long>? Drops;
    public Manners? Manners;
    public NeighbourRoutes? Routes;
    public Signed<PeerRecord>? Record;
    public IReadOnlyList<NodeId>? Told;
    public byte[]? Horizon;
    public int Degree;
    public long Files;
    public long HitsIn;
    public long HitsOut;
    public Allowance Pings;
    public Allowance Hits;
}
