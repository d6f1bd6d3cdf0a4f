using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>The owner's searches: each asks the overlays that are on, hits are merged by content and told as they come.</summary>
internal sealed class SearchService(NodeFeed feed, IPeerDirectory directory, IPeers peers, ILocalContents local, TimeProvider time) : ISearches, ISearchedSources
{
    private const int KeptMax = 100;
    private const int ContentsMax = 200;
    private const int TimeoutMs = 10_000;
    private const int TimeoutMsMax = 120_000;

    private readonly Lock gate = new();
    private readonly Dictionary<OverlayKind, ISearchWay> ways = [];
    private readonly Dictionary<Guid, (SearchEntry Entry, long StartedAt)> searches = [];
    private readonly Queue<Guid> order = new();
    private readonly OpenSuggests suggests = new(time);

    /// <summary>Overlays join before the node starts.</summary>
    public void Add(ISearchWay way) => ways[way.Kind] = way;

    public Outcome<SearchView> Start(SearchStart request)
    {
        if (!Query.TryParse(request.Query ?? "", out var query, out var problem))
            return new Refusal(RefusalKind.Invalid, "query-not-understood", problem!.Message);
        var chosen = (request.Overlays is { Count: > 0 } wanted ? wanted.Distinct() : On).ToList();
        if (chosen.FirstOrDefault(kind => !On.Contains(kind)) is var missing && missing != default)
            return new Refusal(RefusalKind.Invalid, "overlay-off", $"The overlay {missing} is not on at this node. On: {string.Join(", ", On)}.");
        if (chosen.Count == 0) return new Refusal(RefusalKind.Unavailable, "no-overlay", "No overlay is on at this node, so there is nobody to ask.");
        var entry = new SearchEntry(Guid.NewGuid(), query!, request.Query!, time.GetUtcNow(), chosen);
        SearchView view;
        lock (gate)
        {
            Keep(entry);
            view = View(entry);
            entry.Deadline = time.CreateTimer(_ => Stop(entry.Id, SearchOverlayState.TimedOut, "no answer in time", SearchState.Completed), null, TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs ?? TimeoutMs, 100, TimeoutMsMax)), Timeout.InfiniteTimeSpan);
        }

        feed.Publish(new SearchProgress(entry.Id, view));
        foreach (var kind in chosen) ways[kind].Search(entry.Id, query!, Math.Clamp(request.Limit ?? ContentsMax, 1, ContentsMax), request.Gnutella);
        return view;
    }

    public IReadOnlyList<SearchView> List()
    {
        lock (gate) return [.. order.Where(searches.ContainsKey).Reverse().Select(id => View(searches[id].Entry))];
    }

    public SearchView? Find(Guid id)
    {
        lock (gate) return searches.TryGetValue(id, out var search) ? View(search.Entry) : null;
    }

    public bool Cancel(Guid id)
    {
        lock (gate)
            if (!searches.ContainsKey(id)) return false;
        Stop(id, SearchOverlayState.Cancelled, "cancelled by you", SearchState.Cancelled);
        return true;
    }

    public bool Remove(Guid id)
    {
        if (!Cancel(id)) return false;
        lock (gate) return searches.Remove(id);
    }

    public Page<SearchResult>? Results(Guid id, string? sort, string? filter, PageRequest page)
    {
        List<(SearchResult Result, long Order)> rows;
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search)) return null;
            rows = [.. search.Entry.Found.Select(found => (found.View(search.Entry.Query, local.StateOf(found.Content), NowUnixMs), found.Order))];
        }

        if (!string.IsNullOrWhiteSpace(filter))
            rows = Query.TryParse(filter, out var query, out _) ? [.. rows.Where(row => query!.Matches(row.Result.Names, new ContentId(row.Result.Hash, row.Result.Size)))] : [];
        var sorted = Sort(rows, sort);
        _ = int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skip);
        var limit = Math.Clamp(page.Limit, 1, 1_000);
        var next = skip + limit < rows.Count ? (skip + limit).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<SearchResult>([.. sorted.Skip(skip).Take(limit).Select(row => row.Result)], next);
    }

    public IReadOnlyList<ResultSource>? Sources(Guid id, ContentId content)
    {
        List<FoundSource> sources;
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search) || search.Entry.Find(content) is not { } found) return null;
            sources = [.. found.Sources];
        }

        return [.. sources.Select(View).OrderByDescending(source => source.Complete).ThenBy(source => source.RttMs ?? long.MaxValue).ThenBy(source => source.NodeId)];
    }

    public Score? Score(Guid id, ContentId content)
    {
        lock (gate) return searches.TryGetValue(id, out var search) ? search.Entry.Find(content)?.Score(search.Entry.Query, NowUnixMs) : null;
    }

    public Task<SuggestionsView> SuggestAsync(string text, CancellationToken cancellationToken) => suggests.AskAsync([.. ways.Values.Where(way => way.IsEnabled)], text, cancellationToken);

    public IReadOnlyList<NodeId> SourcesOf(Guid search, ContentId content)
    {
        lock (gate) return searches.TryGetValue(search, out var known) && known.Entry.Find(content) is { } found ? [.. found.Sources.Select(source => source.Node)] : [];
    }

    public string? NameOf(Guid search, ContentId content)
    {
        lock (gate) return searches.TryGetValue(search, out var known) ? known.Entry.Find(content)?.Name : null;
    }

    /// <summary>An overlay found something, or is done.</summary>
    public void Noted(Notice notice)
    {
        switch (notice)
        {
            case HitsFound hits: Found(hits); break;
            case SearchFinished finished: Finished(finished); break;
            case WayChosen chosen: Changed(chosen.SearchId, entry => entry.Travels(chosen)); break;
            case SearchCost cost: Changed(cost.SearchId, entry => entry.Costs(cost)); break;
            case SearchAwaitsLate late: Changed(late.SearchId, entry => entry.AwaitsLate(late.Overlay)); break;
            case WideningOffered offer: Changed(offer.SearchId, entry => entry.Offers(offer)); break;
            case SuggestionsFound found: suggests.Found(found); break;
            default: break;
        }
    }

    private void Found(HitsFound hits)
    {
        IReadOnlyList<SearchResult> changed;
        SearchView view;
        lock (gate)
        {
            if (!searches.TryGetValue(hits.SearchId, out var search)) return;
            changed = [.. search.Entry.Add(hits).Select(found => found.View(search.Entry.Query, local.StateOf(found.Content), NowUnixMs))];
            view = View(search.Entry);
        }

        if (changed.Count > 0) feed.Publish(new SearchHits(hits.SearchId, changed));
        feed.Publish(new SearchProgress(hits.SearchId, view));
    }

    private void Changed(Guid id, Action<SearchEntry> change)
    {
        SearchView view;
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search)) return;
            change(search.Entry);
            view = View(search.Entry);
        }

        feed.Publish(new SearchProgress(id, view));
    }

    private void Finished(SearchFinished finished)
    {
        bool ended;
        SearchView view;
        lock (gate)
        {
            if (!searches.TryGetValue(finished.SearchId, out var search)) return;
            ended = search.Entry.Finish(finished, ElapsedMs(search.StartedAt));
            view = View(search.Entry);
        }

        feed.Publish(ended ? new SearchEnded(finished.SearchId, view) : new SearchProgress(finished.SearchId, view));
    }

    private void Stop(Guid id, SearchOverlayState state, string reason, SearchState end)
    {
        List<OverlayKind> running;
        SearchView view;
        lock (gate)
        {
            if (!searches.TryGetValue(id, out var search)) return;
            running = [.. search.Entry.Running];
            if (!search.Entry.Stop(state, reason, end, ElapsedMs(search.StartedAt))) return;
            view = View(search.Entry);
        }

        foreach (var kind in running) ways[kind].Cancel(id);
        feed.Publish(new SearchEnded(id, view));
    }

    private void Keep(SearchEntry entry)
    {
        searches[entry.Id] = (entry, time.GetTimestamp());
        order.Enqueue(entry.Id);
        while (order.Count > KeptMax && order.TryDequeue(out var oldest))
            if (searches.Remove(oldest, out var old)) old.Entry.Deadline?.Dispose();
    }

    private SearchView View(SearchEntry entry) => entry.View(ElapsedMs(searches[entry.Id].StartedAt));

    private ResultSource View(FoundSource source)
    {
        var record = directory.Find(source.Node);
        return new ResultSource(source.Node, record?.Value.Name, record is { Value.Addresses: [var first, ..] } ? first.ToString() : null, source.Hops, peers.Find(source.Node)?.RttMs, null, source.Complete, source.FoundBy);
    }

    private static IEnumerable<(SearchResult Result, long Order)> Sort(List<(SearchResult Result, long Order)> rows, string? sort)
    {
        var reversed = sort?.StartsWith('-') == true;
        IEnumerable<(SearchResult Result, long Order)> sorted = (reversed ? sort![1..] : sort) switch
        {
            "name" => rows.OrderBy(row => row.Result.Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Order),
            "size" => rows.OrderByDescending(row => row.Result.Size).ThenBy(row => row.Order),
            "sources" => rows.OrderByDescending(row => row.Result.SourceCount).ThenBy(row => row.Order),
            "arrival" => rows.OrderBy(row => row.Order),
            _ => rows.OrderByDescending(row => row.Result.Score).ThenBy(row => row.Order),
        };
        return reversed ? sorted.Reverse() : sorted;
    }

    private IEnumerable<OverlayKind> On => ways.Values.Where(way => way.IsEnabled).Select(way => way.Kind);

    private long NowUnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long ElapsedMs(long startedAt) => (long)time.GetElapsedTime(startedAt).TotalMilliseconds;
}
