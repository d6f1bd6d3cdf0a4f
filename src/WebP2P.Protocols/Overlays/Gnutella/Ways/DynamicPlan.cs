namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Neighbour by neighbour, each as far as the hits so far say is needed.</summary>
internal sealed class DynamicPlan(int ttlMax, GnutellaOptions options) : ISearchPlan
{
    private IReadOnlyList<Neighbour> neighbours = [];
    private DynamicQuery? query;

    public SearchWay Way => SearchWay.Dynamic;

    public SearchPause Step(OpenSearch search, Turn turn)
    {
        if (query is null) Begin(search, turn);
        var ttl = Ask(search, turn);
        while (ttl > 0 && query!.IsProbing) ttl = Ask(search, turn);
        if (ttl == 0) return new SearchPause(search.Hits >= options.HitsEnough ? 0 : options.SearchTimeoutMs, IsLast: true);
        return query!.Asked == neighbours.Count ? new SearchPause(options.SearchTimeoutMs, IsLast: true) : new SearchPause(search.WaitMs(ttl), IsLast: false);
    }

    private void Begin(OpenSearch search, Turn turn)
    {
        neighbours = Surroundings.Drawn(search.Ground.Neighbours, turn.Dice);
        query = new DynamicQuery(Surroundings.Forecast(search.Ground, neighbours), options.HitsEnough, ttlMax);
    }

    /// <summary>Asks the next one that is still a neighbour; 0 when none is asked any more.</summary>
    private int Ask(OpenSearch search, Turn turn)
    {
        while (query!.Next(search.Hits) is > 0 and var ttl)
        {
            var neighbour = neighbours[query.Asked - 1];
            if (search.Ground.Neighbours.ByNumber(neighbour.Number) is null) continue;
            if (query.IsFurther) search.Renew(turn);
            search.Ask(neighbour, ttl, turn);
            return ttl;
        }
        return 0;
    }
}
