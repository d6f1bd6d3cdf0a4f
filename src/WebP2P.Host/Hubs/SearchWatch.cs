using WebP2P.Host.Api;
using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>Following one search: what was found so far, then what comes, then its end.</summary>
internal static class SearchWatch
{
    public static NodeEvent? Select(NodeEvent happened, Guid id) => happened switch
    {
        SearchHits hits when hits.SearchId == id => hits,
        SearchProgress progress when progress.SearchId == id => progress,
        SearchEnded ended when ended.SearchId == id => ended,
        _ => null,
    };

    /// <summary>What somebody who has seen the results up to <paramref name="number"/> must be told first.</summary>
    public static IEnumerable<NodeEvent> Past(ISearches searches, Guid id, long number)
    {
        if (searches.Find(id) is not { } search) yield break;
        if (SearchResults.After(searches, id, number) is { Count: > 0 } hits) yield return new SearchHits(id, hits);
        if (search.State == SearchState.Running) yield return new SearchProgress(id, search);
        else yield return new SearchEnded(id, search);
    }

    /// <summary>The search from a result on, until it has ended.</summary>
    public static async IAsyncEnumerable<NodeEvent> FollowAsync(Pump pump, ISearches searches, Guid id, long number, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = pump.Follow(happened => Select(happened, id), first: () => Past(searches, id, number)).Subscription;
        await foreach (var entry in pump.ReadAllAsync(cancellationToken))
        {
            yield return entry.Event;
            if (entry.Event is SearchEnded) yield break;
        }
    }
}
