namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Makes the plan of a search.</summary>
internal static class SearchPlans
{
    public static ISearchPlan Make(SearchWay way, int ttl, GnutellaOptions options) => way switch
    {
        SearchWay.Ring => new RingPlan(ttl, options),
        SearchWay.Walk => new WalkPlan(ttl, options),
        SearchWay.Dynamic => new DynamicPlan(ttl, options),
        _ => new FloodPlan(ttl, options),
    };
}
