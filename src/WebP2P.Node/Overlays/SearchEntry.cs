using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>One search and what it has found so far. Its owner locks.</summary>
internal sealed class SearchEntry(Guid id, Query query, string text, DateTimeOffset startedAt, IReadOnlyList<OverlayKind> ways)
{
    /// <summary>Contents one search keeps.</summary>
    public const int ResultsMax = 2_000;

    private readonly Dictionary<ContentId, FoundContent> found = [];
    private readonly Dictionary<OverlayKind, SearchOverlay> overlays = ways.ToDictionary(
        way => way, way => new SearchOverlay(way, SearchOverlayState.Running, "asking", 0, null, 0, 0, 0, 0));
    private readonly HashSet<NodeId> nodes = [];
    private long changes;
    private long endedAfterMs = -1;
    private Facets facets = Facets.None;
    private IReadOnlyList<string> nearestWords = [];

    public Guid Id { get; } = id;

    public Query Query { get; } = query;

    public SearchState State { get; private set; } = SearchState.Running;

    public ITimer? Deadline { get; set; }

    public IEnumerable<OverlayKind> Running => overlays.Values.Where(overlay => overlay.State == SearchOverlayState.Running).Select(overlay => overlay.Name);

    public IReadOnlyCollection<FoundContent> Found => found.Values;

    public FoundContent? Find(ContentId content) => found.GetValueOrDefault(content);

    /// <summary>Merges hits; returns the contents that are new or changed.</summary>
    public IReadOnlyList<FoundContent> Add(HitsFound notice)
    {
        if (State != SearchState.Running || !overlays.TryGetValue(notice.Overlay, out var overlay)) return [];
        var changed = new List<FoundContent>(notice.Hits.Count);
        foreach (var hit in notice.Hits)
        {
            if (!found.TryGetValue(hit.Content, out var content))
            {
                if (found.Count >= ResultsMax) continue;
                found[hit.Content] = content = new FoundContent(hit.Content, found.Count + 1);
            }

            if (content.Merge(hit, notice, ++changes)) overlay = overlay with { Hits = overlay.Hits + 1 };
            nodes.UnionWith(hit.Sources.Select(source => source.Node));
            changed.Add(content);
        }

        overlays[notice.Overlay] = overlay with
        {
            FirstHitMs = overlay.FirstHitMs ?? (notice.Hits.Count > 0 ? notice.ElapsedMs : null),
            Hops = Math.Max(overlay.Hops, notice.Hops),
            Reason = overlay.AwaitsLate ? Late(overlay.Hits) : "answers are coming in",
        };
        return changed;
    }

    /// <summary>Which way the query goes from node to node.</summary>
    public void Travels(WayChosen chosen) => Change(overlay => overlay with { Travel = new SearchTravel(chosen.Way, chosen.Ttl, chosen.Reason, 0, 0, 0) });

    public void Costs(SearchCost cost) => Change(overlay => overlay with
    {
        Travel = overlay.Travel is { } travel ? travel with { Neighbours = cost.Neighbours, NodesReached = cost.NodesReached, MessagesEstimated = cost.MessagesEstimated } : null,
        Messages = cost.Messages,
        Bytes = cost.Bytes,
    });

    public void Offers(WideningOffered offer) => Change(overlay => overlay with
    {
        Widening = new SearchWidening(offer.Way, offer.Ttl, offer.NodesEstimated, offer.MessagesEstimated, offer.ChancePerMille, offer.Reason),
    });

    /// <summary>Everything is asked, only late answers can come.</summary>
    public void AwaitsLate(OverlayKind way)
    {
        if (overlays.TryGetValue(way, out var overlay) && overlay.State == SearchOverlayState.Running)
            overlays[way] = overlay with { AwaitsLate = true, Reason = Late(overlay.Hits) };
    }

    /// <summary>True when the search has ended with this.</summary>
    public bool Finish(SearchFinished notice, long elapsedMs)
    {
        if (!overlays.TryGetValue(notice.Overlay, out var overlay) || overlay.State != SearchOverlayState.Running) return false;
        overlays[notice.Overlay] = overlay with
        {
            State = notice.Problem is null ? SearchOverlayState.Answered : SearchOverlayState.Failed,
            Reason = notice.Problem ?? Answered(overlay, notice) + (notice.Complete ? (overlay.Travel is null ? ", complete" : "") : $"; there is more than the best {overlay.Hits} that are shown"),
            Complete = notice.Problem is null ? notice.Complete : null,
            AwaitsLate = false,
            Messages = notice.Messages,
            Bytes = notice.Bytes,
            ElapsedMs = notice.ElapsedMs,
        };
        facets = facets.Merge(notice.Facets);
        nearestWords = [.. nearestWords.Union(notice.NearestWords, StringComparer.Ordinal).Take(NearWords.WordsMax)];
        return TryEnd(SearchState.Completed, elapsedMs);
    }

    /// <summary>Ends every way that still runs. False when the search had ended before.</summary>
    public bool Stop(SearchOverlayState state, string reason, SearchState end, long elapsedMs)
    {
        if (State != SearchState.Running) return false;
        foreach (var way in Running.ToList()) overlays[way] = overlays[way] with { State = state, Reason = state == SearchOverlayState.TimedOut && overlays[way].Hits > 0 ? "the time was up; there may be more" : reason, ElapsedMs = elapsedMs, AwaitsLate = false };
        return TryEnd(end, elapsedMs);
    }

    public SearchView View(long elapsedMs) => new(Id, text, State, startedAt, endedAfterMs >= 0 ? endedAfterMs : elapsedMs, found.Count, nodes.Count, [.. overlays.Values])
    {
        Facets = facets,
        NearestWords = found.Count == 0 ? nearestWords : [],
        DidYouMean = found.Count == 0 ? QueryCorrection.Texts(Query, nearestWords) : [],
    };

    /// <summary>Of the overlays only Gnutella passes queries on.</summary>
    private void Change(Func<SearchOverlay, SearchOverlay> change)
    {
        if (overlays.TryGetValue(OverlayKind.Gnutella, out var overlay)) overlays[OverlayKind.Gnutella] = change(overlay);
    }

    private static string Answered(SearchOverlay overlay, SearchFinished notice) => (overlay.Travel, overlay.FirstHitMs) switch
    {
        (null, _) => $"answered in {notice.ElapsedMs} ms",
        (_, { } first) => string.Create(CultureInfo.InvariantCulture, $"first answer after {first} ms, done after {notice.ElapsedMs / 1_000.0:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"nobody answered within {notice.ElapsedMs / 1_000.0:0.0} s"),
    };

    private static string Late(int hits) => hits switch
    {
        0 => "no result yet; waiting for late answers",
        1 => "1 result; waiting for late answers",
        _ => string.Create(CultureInfo.InvariantCulture, $"{hits} results; waiting for late answers"),
    };

    private bool TryEnd(SearchState end, long elapsedMs)
    {
        if (State != SearchState.Running || Running.Any()) return false;
        State = end;
        endedAfterMs = elapsedMs;
        Deadline?.Dispose();
        return true;
    }
}
