namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>TTL 1, 2, 3 ... until there are enough hits (expanding ring; Lv et al. 2002). Every ring is a query of its own: nodes that know an id do not pass it on.</summary>
internal sealed class RingPlan(int ttlMax, GnutellaOptions options) : ISearchPlan
{
    private int ttl;

    public SearchWay Way => SearchWay.Ring;

    public SearchPause Step(OpenSearch search, Turn turn)
    {
        if (ttl > 0 && search.Hits >= options.HitsEnough) return new SearchPause(0, IsLast: true);
        ttl = ttl == 0 ? 1 : Math.Min(ttlMax, ttl + options.RingStep);
        search.Renew(turn);
        search.AskAll(ttl, turn);
        return ttl == ttlMax ? new SearchPause(options.SearchTimeoutMs, IsLast: true) : new SearchPause(search.WaitMs(ttl), IsLast: false);
    }
}
