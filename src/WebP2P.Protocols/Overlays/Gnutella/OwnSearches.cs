using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The searches that are open, each with its plan.</summary>
internal sealed class OwnSearches(SearchGround ground, HitOpenings openings)
{
    private List<OpenSearch>? open;
    private int numbers;

    private GnutellaOptions Options => ground.Options;

    public int Count => open?.Count ?? 0;

    public void Start(GnutellaSearch request, string? refusal, Turn turn)
    {
        if (open?.Any(known => known.Request.SearchId == request.SearchId && known.SourcesOf is null) == true) return;
        var problem = request.Query.Plan(OverlayKind.Gnutella).Refusal ?? refusal ?? (Count >= Options.SearchesMax ? $"{Count} searches are open already." : null);
        if (problem is not null) turn.Note(new SearchFinished(request.SearchId, OverlayKind.Gnutella, false, problem, 0, 0, 0));
        else Open(new OpenSearch(request, ground, ++numbers, turn.NowMs), turn);
    }

    /// <summary>Looks for the sources of a content; false when too many searches are open.</summary>
    public bool Start(Content.ContentId content, Search.Query query, Turn turn)
    {
        if (Count >= Options.SearchesMax) return false;
        Open(new OpenSearch(new GnutellaSearch(Guid.Empty, query, 1, SearchWay.Flood), ground, ++numbers, turn.NowMs) { SourcesOf = content }, turn);
        return true;
    }

    public void Cancel(GnutellaSearchCancelled request, Turn turn)
    {
        if (open?.Find(known => known.Request.SearchId == request.SearchId && known.SourcesOf is null) is { } search) Close(search, turn);
    }

    /// <summary>A neighbour is there: what waited for one is asked now.</summary>
    public void Begin(Turn turn)
    {
        if (open is null) return;
        foreach (var search in open.Where(search => search.Plan is null).ToList()) Begin(search, turn);
    }

    public void EndAll(string problem, Turn turn)
    {
        foreach (var search in open?.ToList() ?? []) Finish(search, problem, turn);
    }

    public void Elapsed(int number, Turn turn)
    {
        if (open?.Find(known => known.Number == number) is not { } search) return;
        if (search.Plan is null) Finish(search, $"There was no neighbour within {(Options.SearchTimeoutMs + 999) / 1000} s.", turn);
        else if (search.LastWait is { } wait) Await(search, wait, turn);
        else Step(search, turn);
    }

    public DropReason? HitsCame(Neighbour from, in Header header, GnutellaHits hits, Turn turn)
    {
        var id = header.Id;
        if (open?.Find(known => known.Has(id)) is not { } search) return DropReason.Unsolicited;
        if (!search.IsAsked(from)) return DropReason.Unexpected;
        search.Count(hits);
        if (!search.IsNew(hits)) return DropReason.Duplicate;
        return openings.Open(search, from, header, hits, turn);
    }

    /// <summary>A walker of the own came back and went on to this neighbour, which may bring hits from now on.</summary>
    public void Walked(MessageId id, Neighbour neighbour) => open?.Find(known => known.Has(id))?.Walked(neighbour);

    /// <summary>A pong told of a peer.</summary>
    public void Sighted(PeerAddress address) => ground.Size.Seen(ground.Hosts.Find(address) is null);

    private void Open(OpenSearch search, Turn turn)
    {
        (open ??= []).Add(search);
        if (ground.Neighbours.Count > 0) Begin(search, turn);
        else turn.Wake(GnutellaTimers.Search(search.Number), Options.SearchTimeoutMs);
    }

    private void Begin(OpenSearch search, Turn turn)
    {
        var choice = WayChoices.Choose(search.Request, ground, turn);
        search.Plan = SearchPlans.Make(choice.Way, choice.Ttl, Options);
        if (search.SourcesOf is null) turn.Note(new WayChosen(search.Request.SearchId, choice.Way, choice.Ttl, choice.Reason));
        Step(search, turn);
    }

    private void Step(OpenSearch search, Turn turn)
    {
        var pause = search.Plan!.Step(search, turn);
        if (pause.IsLast && (pause.Ms <= 0 || !search.HasAsked))
        {
            Finish(search, null, turn);
            return;
        }
        if (search.SourcesOf is null) turn.Note(search.Cost());
        if (!pause.IsLast) turn.Wake(GnutellaTimers.Search(search.Number), Math.Max(1, pause.Ms));
        else Await(search, search.LastWait = new LastWait(search, turn.NowMs + pause.Ms, Options.SearchQuietMs), turn);
    }

    /// <summary>Everything is asked: hits are awaited while any can honestly be expected.</summary>
    private void Await(OpenSearch search, LastWait wait, Turn turn)
    {
        if (wait.IsOver(turn.NowMs))
        {
            Finish(search, null, turn);
            return;
        }
        if (!wait.IsTold && wait.IsLate(turn.NowMs))
        {
            wait.IsTold = true;
            if (search.SourcesOf is null) turn.Note(new SearchAwaitsLate(search.Request.SearchId, OverlayKind.Gnutella));
        }
        turn.Wake(GnutellaTimers.Search(search.Number), wait.PauseMs(turn.NowMs));
    }

    private void Finish(OpenSearch search, string? problem, Turn turn)
    {
        Close(search, turn);
        if (search.SourcesOf is { } content)
        {
            if (problem is null) turn.Note(new SourcesFound(content, search.Sources));
            return;
        }
        turn.Note(search.Cost());
        if (problem is null) Offer(search, turn);
        turn.Note(new SearchFinished(search.Request.SearchId, OverlayKind.Gnutella, problem is null && !search.IsCut, problem, search.Messages, search.Bytes, search.ElapsedMs(turn)));
    }

    /// <summary>What was found is remembered, and where it was little a wider search is offered.</summary>
    private void Offer(OpenSearch search, Turn turn)
    {
        var holders = search.Holders;
        ground.Memory.Learn(search.Request.Query, holders, search.NodesReached);
        if (search.IsCut || Widening.After(search.Forecast, search.Ttl, search.NodesReached, holders) is not { } wider) return;
        turn.Note(new WideningOffered(search.Request.SearchId, wider.Way, wider.Ttl, wider.Nodes, wider.Messages, wider.ChancePerMille, wider.Reason));
    }

    private void Close(OpenSearch search, Turn turn)
    {
        open!.Remove(search);
        search.IsClosed = true;
        turn.Wake(GnutellaTimers.Search(search.Number), -1);
    }
}
