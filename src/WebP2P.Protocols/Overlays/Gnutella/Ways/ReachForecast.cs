namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// How many nodes a query comes to and how many copies of it travel, from what neighbours tell: the estimate of dynamic querying,
/// with the growth from hop to hop taken from the lists of neighbours that they told, and with an end where the network has one.
/// </summary>
/// <param name="degrees">Of the neighbours; 0 where one has not said.</param>
/// <param name="overlapPerMille">Of 1,000 nodes that neighbours told of as theirs, how many are new: neither told before nor neighbours of the own.</param>
/// <param name="networkNodes">Nodes that the network is taken to have.</param>
internal sealed class ReachForecast(IReadOnlyList<int> degrees, int overlapPerMille, long networkNodes)
{
    /// <summary>Neighbours that a node is taken to have while none has said.</summary>
    public const int DegreeUnknown = 6;

    private const long NodesMax = 1_000_000_000;

    private readonly double newShare = Math.Clamp(overlapPerMille, 1, 1_000) / 1_000.0;

    public int Neighbours => degrees.Count;

    /// <summary>Routing tables answer for the nodes of the last hop: they are reached without a message.</summary>
    public bool SparesLastHop { get; init; }

    /// <summary>Nodes that floods of TTL 1, 2, 3 ... come to, as far as neighbours have told; beyond that they are reckoned.</summary>
    public IReadOnlyList<long> FloodsTold { get; init; } = [];

    public long NetworkNodes => networkNodes;

    /// <summary>Mean number of neighbours of a neighbour, rounded.</summary>
    public int DegreeMean { get; } = Mean(degrees);

    /// <summary>Nodes that a query to this neighbour comes to, before the end of the network is reckoned with.</summary>
    public double Behind(int neighbour, int ttl) => BehindDegree(degrees[neighbour], ttl);

    /// <summary>How far a query to a neighbour with so many neighbours spreads; 0 when it has not said.</summary>
    public Spread Of(int degree, int ttl) =>
        new(BehindDegree(degree, ttl), 1 + PassedOn(ttl, shorter => Reached(BehindDegree(degree, shorter))));

    private double BehindDegree(int degree, int ttl)
    {
        var first = degree > 0 ? degree : DegreeMean;
        var (nodes, level) = (0.0, 1.0);
        for (var hop = 0; hop < ttl && nodes < NodesMax; hop++)
        {
            nodes += level;
            level *= (hop == 0 ? first - 1 : DegreeMean - 1) * newShare;
        }
        return nodes;
    }

    /// <summary>Nodes that a query comes to when it would come to so many in a network without end: each is met by chance, so that some are met again.</summary>
    public long Reached(double nodes)
    {
        var size = Math.Max(1.0, networkNodes);
        // 1 - e^-x to second order in x/(1+x/2): only the four operations, so that every machine computes the same.
        var crowd = nodes / size;
        return (long)(size * (1 - 1 / (1 + crowd + crowd * crowd / 2 + crowd * crowd * crowd / 6)) + 0.5);
    }

    /// <summary>Nodes that a flood to all neighbours comes to.</summary>
    public long Flood(int ttl) =>
        ttl >= 1 && ttl <= FloodsTold.Count ? FloodsTold[ttl - 1] : Math.Max(FloodsTold.Count > 0 ? FloodsTold[^1] : 0, Reached(FloodNodes(ttl)));

    /// <summary>Copies that such a flood makes: each node that has it and may pass it on sends it to all its neighbours but one.</summary>
    public long FloodMessages(int ttl) => Neighbours + PassedOn(ttl, Flood);

    /// <summary>Copies of a query that went to one neighbour.</summary>
    public long MessagesBehind(int neighbour, int ttl) => Of(degrees[neighbour], ttl).Messages;

    /// <summary>Copies of those who pass it on.</summary>
    private long PassedOn(int ttl, Func<int, long> reached)
    {
        var shorter = SparesLastHop ? ttl - 2 : ttl - 1;
        return shorter > 0 ? reached(shorter) * Math.Max(0, DegreeMean - 1) : 0;
    }

    private static int Mean(IReadOnlyList<int> degrees)
    {
        var (sum, said) = (0L, 0);
        foreach (var degree in degrees)
            if (degree > 0) (sum, said) = (sum + degree, said + 1);
        return said == 0 ? DegreeUnknown : (int)((sum + said / 2) / said);
    }

    private double FloodNodes(int ttl)
    {
        var nodes = 0.0;
        for (var neighbour = 0; neighbour < Neighbours; neighbour++) nodes += Behind(neighbour, ttl);
        return nodes;
    }

}
