namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>One way of asking, with the state of one search.</summary>
internal interface ISearchPlan
{
    SearchWay Way { get; }

    /// <summary>Asks further, through the search.</summary>
    /// <returns>How long to wait for hits, and whether anything is asked after that.</returns>
    SearchPause Step(OpenSearch search, Turn turn);
}

/// <param name="IsLast">The search ends after it.</param>
internal readonly record struct SearchPause(long Ms, bool IsLast);
