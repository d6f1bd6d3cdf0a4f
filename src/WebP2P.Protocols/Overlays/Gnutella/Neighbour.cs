using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A peer that queries are exchanged with.</summary>
/// <param name="number">Names this link in the tables; never that of a later neighbour in the same place.</param>
internal sealed class Neighbour(NodeId node, int number, long sinceMs, bool isDialled)
{
    /// <summary>Of an object; nearly all of them are needed for a query that comes from here or goes here.</summary>
    public const int Bytes = 144;

    private NeighbourDetails? details;

    /// <summary>Counted apart: every neighbour of a flooding network has them, and few have anything else.</summary>
    private long duplicates;

    public NodeId Node => node;

    public int Number => number;

    public int Slot => number & NeighbourTable.SlotMask;

    public long SinceMs => sinceMs;

    public bool IsDialled => isDialled;

    /// <summary>Neighbours it says it has; 0 while it has not said.</summary>
    public int Degree
    {
        get => details?.Degree ?? 0;
        set => Details.Degree = value;
    }

    /// <summary>Files it says it shares.</summary>
    public long Files
    {
        get => details?.Files ?? 0;
        set => Details.Files = value;
    }

    public long QueriesIn { get; set; }

    public long QueriesOut { get; set; }

    public long HitsIn
    {
        get => details?.HitsIn ?? 0;
        set => Details.HitsIn = value;
    }

    public long HitsOut
    {
        get => details?.HitsOut ?? 0;
        set => Details.HitsOut = value;
    }

    /// <summary>Its allowance of queries; a value, because there are many neighbours.</summary>
    public Allowance Queries;

    /// <summary>Its allowance of pings.</summary>
    public ref Allowance Pings => ref Details.Pings;

    /// <summary>Its allowance of hits.</summary>
    public ref Allowance Hits => ref Details.Hits;

    /// <summary>What may be handed on to it.</summary>
    public Allowance Relayed;

    /// <summary>Ids of queries that came from here first.</summary>
    public SeenShare Seen;

    /// <summary>What of its new queries goes on, its own and those of others.</summary>
    public Allowance Carried;

    /// <summary>What it may ask itself and have handed on.</summary>
    public Allowance OwnQueries;

    /// <summary>Null while it never sent more than its share.</summary>
    public Manners? Manners
    {
        get => details?.Manners;
        set => Details.Manners = value;
    }

    /// <summary>The routing tables between this node and it; null while there are none.</summary>
    public NeighbourRoutes? Routes
    {
        get => details?.Routes;
        set => Details.Routes = value;
    }

    /// <summary>Its newest record.</summary>
    public Signed<PeerRecord>? Record
    {
        get => details?.Record;
        set => Details.Record = value;
    }

    /// <summary>How many nodes it says are how far; null while it has not.</summary>
    public byte[]? Horizon
    {
        get => details?.Horizon;
        set => Details.Horizon = value;
    }

    /// <summary>The neighbours that it told of; null while it has not.</summary>
    public IReadOnlyList<NodeId>? Told
    {
        get => details?.Told;
        set => Details.Told = value;
    }

    public IReadOnlyDictionary<DropReason, long> Drops
    {
        get
        {
            if (details?.Drops is null && duplicates == 0) return NoDrops;
            var all = new Dictionary<DropReason, long>(details?.Drops ?? []);
            if (duplicates > 0) all[DropReason.Duplicate] = duplicates;
            return all;
        }
    }

    private NeighbourDetails Details => details ??= new NeighbourDetails();

    private static IReadOnlyDictionary<DropReason, long> NoDrops { get; } = new Dictionary<DropReason, long>();

    public void Dropped(DropReason reason)
    {
        if (reason == DropReason.Duplicate)
        {
            duplicates++;
            return;
        }
        var drops = Details.Drops ??= [];
        drops[reason] = drops.GetValueOrDefault(reason) + 1;
    }
}
