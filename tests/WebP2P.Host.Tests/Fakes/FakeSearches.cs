using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Searches whose hits the test sends in; each change goes to the feed as the node's own would.</summary>
internal sealed class FakeSearches(NodeFeed feed) : ISearches
{
    public const string BadQuery = "(";
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, (SearchView View, List<SearchResult> Results)> searches = [];

    /// <summary>What every search finds by itself; empty when the test sends the hits.</summary>
    public IReadOnlyList<(ContentId Content, string Name)> Answer { get; set; } = [];

    public Outcome<SearchView> Start(SearchStart request)
    {
        if (request.Query == BadQuery) return new Refusal(RefusalKind.Invalid, "query-not-understood", "At position 1: a word was expected.");
        var search = new SearchView(Guid.NewGuid(), request.Query, SearchState.Running, DateTimeOffset.UnixEpoch, 0, 0, 0, [new SearchOverlay(OverlayKind.Napster, SearchOverlayState.Running, "Asking.", 0, null, 1, 100, 1, 0)]);
        lock (gate) searches[search.Id] = (search, []);
        foreach (var (content, name) in Answer) Found(search.Id, content, name);
        if (Answer.Count > 0) End(search.Id, SearchState.Completed);
        return search;
    }

    public IReadOnlyList<SearchView> List()
    {
        lock (gate) return [.. searches.Values.Select(search => search.View)];
    }

    public SearchView? Find(Guid id)
    {
        lock (gate) return searches.TryGetValue(id, out var search) ? search.View : null;
    }

    public bool Cancel(Guid id) => End(id, SearchState.Cancelled);

    public bool Remove(Guid id)
    {
        lock (gate) return searches.Remove(id);
    }

    public Page<SearchResult>? Results(Guid id, string? sort, string? filter, PageRequest page)
    {
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search)) return null;
            var start = page.Cursor is null ? 0 : int.Parse(page.Cursor, System.Globalization.CultureInfo.InvariantCulture);
            var items = search.Results.Skip(start).Take(page.Limit).ToList();
            var end = start + items.Count;
            return new Page<SearchResult>(items, end < search.Results.Count ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        }
    }

    public IReadOnlyList<ResultSource>? Sources(Guid id, ContentId content)
    {
        lock (gate)
            return searches.TryGetValue(id, out var search) && search.Results.Any(result => result.Hash == content.Hash && result.Size == content.SizeBytes)
                ? [new ResultSource(FakeStatus.Id(2), "bob", "203.0.113.6:6699", 1, 12, 3, true, [OverlayKind.Napster])]
                : null;
    }

    public Score? Score(Guid id, ContentId content) => Sources(id, content) is null ? null : new Score(540, [new ScoreReason("exactly this name", 500), new ScoreReason("sources online", 40)]);

    public Task<SuggestionsView> SuggestAsync(string text, CancellationToken cancellationToken) =>
        Task.FromResult(new SuggestionsView(text, SuggestPrefix.Of(text) is { } beginning ? [beginning + "y", beginning + "ow"] : [], null));

    /// <summary>One more content is found, or one more source of a content that was found before.</summary>
    public void Found(Guid id, ContentId content, string name)
    {
        lock (gate)
        {
            var (view, results) = searches[id];
            var place = results.FindIndex(result => result.Hash == content.Hash && result.Size == content.SizeBytes);
            var known = place < 0 ? null : results[place];
            var hit = known is null
                ? new SearchResult(results.Count + 1, content.Hash, content.SizeBytes, name, [name], ContentKind.Text, 1, 50, ["all words"], [new FoundBy(OverlayKind.Napster, 1, 5)], LocalState.None)
                : known with { SourceCount = known.SourceCount + 1, Names = [.. known.Names.Append(name).Distinct()] };
            if (known is null) results.Add(hit);
            else results[place] = hit;
            searches[id] = (view with { Results = results.Count }, results);
            feed.Publish(new SearchHits(id, [hit]));
        }
    }

    public bool End(Guid id, SearchState state)
    {
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search)) return false;
            if (search.View.State != SearchState.Running) return true;
            var view = search.View with { State = state };
            searches[id] = (view, search.Results);
            feed.Publish(new SearchEnded(id, view));
            return true;
        }
    }
}
