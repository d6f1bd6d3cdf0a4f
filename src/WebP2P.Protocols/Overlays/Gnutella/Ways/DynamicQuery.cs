namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// Dynamic querying: a few neighbours are probed, then one neighbour after the other is asked, each with the TTL that the hits so
/// far say is needed. Neighbours have numbers, in the order in which they are asked; whoever uses it sends and waits.
/// </summary>
internal sealed class DynamicQuery(ReachForecast forecast, int hitsEnough, int ttlMax)
{
    /// <summary>Neighbours that are probed first.</summary>
    public const int ProbesMax = 3;

    /// <summary>TTL of a probe.</summary>
    public const int ProbeTtl = 2;

    /// <summary>Nodes that are to be asked when nothing was found yet.</summary>
    public const int NodesWithoutHits = 40_000;

    private readonly int probes = Math.Min(ProbesMax, forecast.Neighbours / 2);
    private double nodes;
    private double nodesMost;

    /// <summary>Neighbours that were asked.</summary>
    public int Asked { get; private set; }

    /// <summary>Longest TTL that was used.</summary>
    public int Ttl { get; private set; }

    /// <summary>Nodes that the query is taken to have come to.</summary>
    public long Reached => forecast.Reached(nodesMost);

    /// <summary>Whether the last one goes further than all before: it needs a new id, because nodes that know the old one would not pass it on.</summary>
    public bool IsFurther { get; private set; }

    /// <summary>Copies that it is taken to have made.</summary>
    public long Messages { get; private set; }

    /// <summary>Whether the next neighbour is asked without waiting for the one before.</summary>
    public bool IsProbing => Asked < probes;

    /// <summary>The TTL for neighbour number <see cref="Asked"/>; 0 when there are hits enough or no neighbours left.</summary>
    public int Next(int hits)
    {
        if (Asked >= forecast.Neighbours || (!IsProbing && hits >= hitsEnough)) return 0;
        var ttl = Math.Min(ttlMax, IsProbing ? ProbeTtl : TtlFor(hits));
        IsFurther = ttl > Ttl;
        if (IsFurther) nodes = 0;
        nodes += forecast.Behind(Asked, ttl);
        nodesMost = Math.Max(nodesMost, nodes);
        Messages += forecast.MessagesBehind(Asked, ttl);
        Asked++;
        Ttl = Math.Max(Ttl, ttl);
        return ttl;
    }

    /// <summary>The smallest TTL with which the neighbours that are left, asked alike, bring the hits that are missing.</summary>
    private int TtlFor(int hits)
    {
        var wanted = hits == 0 || nodesMost == 0 ? NodesWithoutHits : (hitsEnough - hits) * nodesMost / hits;
        var each = wanted / (forecast.Neighbours - Asked);
        var ttl = 1;
        while (ttl < ttlMax && forecast.Behind(Asked, ttl) < each) ttl++;
        return ttl;
    }
}
