namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Everybody within the TTL, at once.</summary>
internal sealed class FloodPlan(int ttl, GnutellaOptions options) : ISearchPlan
{
    public SearchWay Way => SearchWay.Flood;

    public SearchPause Step(OpenSearch search, Turn turn)
    {
        search.Renew(turn);
        search.AskAll(ttl, turn);
        return new SearchPause(options.SearchTimeoutMs, IsLast: true);
    }
}
