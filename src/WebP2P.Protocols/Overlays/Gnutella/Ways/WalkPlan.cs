namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A few random walkers; when they did not find enough, as many again that go further and other ways.</summary>
internal sealed class WalkPlan(int steps, GnutellaOptions options) : ISearchPlan
{
    /// <summary>Steps of the first walkers: what is popular is found by then.</summary>
    public const int StepsFirst = 32;

    /// <summary>What is waited for walkers at most while no hop was measured, ms.</summary>
    public const int WaitMsMax = 60_000;

    private bool isBegun;

    public SearchWay Way => SearchWay.Walk;

    /// <summary>The place of a neighbour among those that had a walker of an id.</summary>
    public static uint Mark(Neighbour neighbour) => 1u << (neighbour.Slot & 31);

    public SearchPause Step(OpenSearch search, Turn turn)
    {
        if (isBegun && search.Hits >= options.HitsEnough) return new SearchPause(0, IsLast: true);
        var isLast = isBegun || steps <= StepsFirst;
        if (!isBegun) search.Renew(turn);
        isBegun = true;
        var ttl = isLast ? steps : StepsFirst;
        Send(search, ttl, turn);
        var waitMs = Math.Min(WaitMsMax, search.WaitMs(ttl));
        return new SearchPause(isLast ? Math.Max(options.SearchTimeoutMs, waitMs) : waitMs, isLast);
    }

    private void Send(OpenSearch search, int ttl, Turn turn)
    {
        var neighbours = Surroundings.Drawn(search.Ground.Neighbours, turn.Dice);
        if (neighbours.Count == 0) return;
        var walk = new GnutellaWalk(search.Request.Query.ToString(), GnutellaQuery.FilesMax);
        for (var walker = 0; walker < options.Walkers; walker++)
        {
            var neighbour = neighbours[walker % neighbours.Count];
            if (search.Ground.Seen.TryFind(search.Id, out _)) search.Ground.Seen.WalkedOf(search.Id) |= Mark(neighbour);
            search.Send(neighbour, ttl, walk, new Spread(ttl, ttl), turn);
        }
    }
}
