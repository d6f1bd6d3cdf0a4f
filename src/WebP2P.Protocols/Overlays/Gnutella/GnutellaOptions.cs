namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What the Gnutella machine keeps, waits for and allows. README.md says where each constant comes from.</summary>
public sealed record GnutellaOptions
{
    /// <summary>Neighbours that are wanted. 1 to <see cref="NeighboursMax"/>.</summary>
    public int NeighboursWanted { get; init; } = 6;

    /// <summary>Neighbours that are taken. 1 to 32.</summary>
    public int NeighboursMax { get; init; } = 32;

    /// <summary>TTL of a flood. 1 to 7.</summary>
    public int Ttl { get; init; } = 4;

    /// <summary>Addresses dialled at once while neighbours are missing. 1 to 100.</summary>
    public int DialsMax { get; init; } = 8;

    /// <summary>Whether hosts are dialled at all; without it the neighbours are those who come, up to <see cref="NeighboursMax"/>.</summary>
    public bool DialsHosts { get; init; } = true;

    /// <summary>Whether <see cref="HostsWanted"/> is noted while neighbours are missing and nobody is left to dial.</summary>
    public bool AsksForHosts { get; init; }

    /// <summary>Time between two pings of the neighbours, ms. 1,000 to 3,600,000; 0: no pings.</summary>
    public int PingMs { get; init; } = 180_000;

    /// <summary>Hosts kept. 1 to 100,000.</summary>
    public int HostsMax { get; init; } = 10_000;

    /// <summary>Time between two looks at the neighbours, ms. 100 to 600,000.</summary>
    public int UpkeepMs { get; init; } = 5_000;

    /// <summary>Query ids kept for each of the two generations. 100 to 10,000,000.</summary>
    public int SeenMax { get; init; } = 50_000;

    /// <summary>Of these ids, how many one neighbour may hold. 10 to <see cref="SeenMax"/>.</summary>
    public int SeenPerNeighbourMax { get; init; } = 20_000;

    /// <summary>Time after which the older generation is forgotten, ms. 1,000 to 3,600,000.</summary>
    public int SeenMs { get; init; } = 120_000;

    /// <summary>Queries a neighbour may send a second. 1 to 100,000.</summary>
    public int QueriesPerSecond { get; init; } = 50;

    /// <summary>Queries it may send at once after a rest. 1 to 1,000,000.</summary>
    public int QueriesBurst { get; init; } = 200;

    /// <summary>Messages of hits a neighbour may send a second. 1 to 100,000.</summary>
    public int HitsPerSecond { get; init; } = 500;

    /// <summary>Messages of hits it may send at once after a rest. 1 to 1,000,000.</summary>
    public int HitsBurst { get; init; } = 5_000;

    /// <summary>How long a search waits after its last step for hits at most, ms. 100 to 120,000.</summary>
    public int SearchTimeoutMs { get; init; } = 10_000;

    /// <summary>After its last step a search is done when measured round trips say that hits should be here, and none came for so long, ms. 0 to <see cref="SearchTimeoutMs"/>.</summary>
    public int SearchQuietMs { get; init; } = 2_000;

    /// <summary>Searches open at once. 1 to 10,000.</summary>
    public int SearchesMax { get; init; } = 100;

    /// <summary>Hits after which a ring or a dynamic query stops. 1 to 10,000.</summary>
    public int HitsEnough { get; init; } = 150;

    /// <summary>By how much the TTL grows with each ring. 1 to 6.</summary>
    public int RingStep { get; init; } = 1;

    /// <summary>Walkers of one search. 1 to 64.</summary>
    public int Walkers { get; init; } = 16;

    /// <summary>log2 of the slots of a routing table. 10 to 20.</summary>
    public int RouteTableBits { get; init; } = 16;

    /// <summary>Whether neighbours get routing tables and the last hop is checked against theirs.</summary>
    public bool UsesRouteTables { get; init; } = true;

    /// <summary>Whether <see cref="QueryStep"/> notices are written of the queries of others too; those of the own ones always are.</summary>
    public bool Traces { get; init; }
}
