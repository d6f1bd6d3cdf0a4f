using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Control;

/// <summary>Searches of the owner. The newest 100 are kept; older ones are forgotten.</summary>
public interface ISearches
{
    /// <summary>Starts asking the overlays; hits stream in as events. Invalid: the query does not parse (with position and expectation in the message).</summary>
    Outcome<SearchView> Start(SearchStart request);

    IReadOnlyList<SearchView> List();

    SearchView? Find(Guid id);

    /// <summary>False when there is no such search.</summary>
    bool Cancel(Guid id);

    bool Remove(Guid id);

    /// <summary>Grouped by content. <paramref name="sort"/>: <c>score</c> (default), <c>name</c>, <c>size</c>, <c>sources</c>, <c>arrival</c>; <c>-</c> in front reverses.
    /// <paramref name="filter"/>: a query in the search language applied to the results. Null when there is no such search.</summary>
    Page<SearchResult>? Results(Guid id, string? sort, string? filter, PageRequest page);

    /// <summary>Null when there is no such search or result.</summary>
    IReadOnlyList<ResultSource>? Sources(Guid id, ContentId content);

    /// <summary>Why a result stands where it stands, with points. Null when there is no such search or result.</summary>
    Score? Score(Guid id, ContentId content);

    /// <summary>How the last word of a text may go on, as the overlays know it; nothing, and the reason, when none of them can tell.</summary>
    Task<SuggestionsView> SuggestAsync(string text, CancellationToken cancellationToken);
}

public sealed record SearchStart(string Query, IReadOnlyList<OverlayKind>? Overlays = null, int? Limit = null, int? TimeoutMs = null)
{
    /// <summary>How the query shall travel over Gnutella; null: as its rule chooses.</summary>
    public GnutellaWish? Gnutella { get; init; }
}

/// <param name="Way">Null: as the rule chooses.</param>
/// <param name="Ttl">1 to 7; null: the default of the way.</param>
public sealed record GnutellaWish(SearchWay? Way = null, int? Ttl = null);

public enum SearchState { Running, Completed, Cancelled }

public sealed record SearchView(Guid Id, string Query, SearchState State, DateTimeOffset StartedAt, long ElapsedMs, int Results, int Nodes, IReadOnlyList<SearchOverlay> Overlays)
{
    /// <summary>Over all contents that the overlays looked at, not only the results. Of several overlays the larger count, because they find the same contents.</summary>
    public Facets Facets { get; init; } = Facets.None;

    /// <summary>Without results: words of the overlays that are most like those asked for.</summary>
    public IReadOnlyList<string> NearestWords { get; init; } = [];

    /// <summary>Without results: queries with such words in their places.</summary>
    public IReadOnlyList<string> DidYouMean { get; init; } = [];
}

public enum SearchOverlayState { Running, Answered, Failed, TimedOut, Cancelled }

/// <param name="Reason">One sentence: what happened.</param>
public sealed record SearchOverlay(OverlayKind Name, SearchOverlayState State, string Reason, int Hits, long? FirstHitMs, int Messages, long Bytes, int Hops, long ElapsedMs)
{
    /// <summary>False when a limit cut the answer; null until it is there.</summary>
    public bool? Complete { get; init; }

    /// <summary>While it runs: everything is asked and the usual answers are here, only late ones can come.</summary>
    public bool AwaitsLate { get; init; }

    /// <summary>How the query goes from node to node; null where it does not.</summary>
    public SearchTravel? Travel { get; init; }

    /// <summary>What a wider search would cost and bring; null when none is offered.</summary>
    public SearchWidening? Widening { get; init; }
}

/// <summary>How a query goes from node to node, and what that has cost so far.</summary>
/// <param name="Reason">Why this way was chosen, with the figures that the rule used.</param>
/// <param name="Neighbours">Neighbours that were asked.</param>
/// <param name="NodesReached">Estimate.</param>
/// <param name="MessagesEstimated">Estimate of the copies of the query in the whole network.</param>
public sealed record SearchTravel(SearchWay Way, int Ttl, string Reason, int Neighbours, long NodesReached, long MessagesEstimated);

/// <summary>A wider search that is offered: start it with this way and TTL.</summary>
/// <param name="ChancePerMille">Of 1,000 such searches, how many would find something new.</param>
public sealed record SearchWidening(SearchWay Way, int Ttl, long NodesEstimated, long MessagesEstimated, int ChancePerMille, string Reason);

/// <param name="Words">Whole words, the most frequent first.</param>
/// <param name="Reason">Why there are none, when no overlay could tell.</param>
public sealed record SuggestionsView(string Text, IReadOnlyList<string> Words, string? Reason);

public sealed record FoundBy(OverlayKind Overlay, int Hops, long Ms);

/// <param name="Number">Order of arrival within the search, from 1: hits are replayed from here.</param>
/// <param name="Local">Whether this node has it already.</param>
public sealed record SearchResult(long Number, ContentHash Hash, long Size, string Name, IReadOnlyList<string> Names, ContentKind Kind, int SourceCount, int Score, IReadOnlyList<string> ScoreReasons, IReadOnlyList<FoundBy> FoundBy, LocalState Local);

/// <param name="Address">As the newest peer record says; null when none is known.</param>
public sealed record ResultSource(NodeId NodeId, string? Name, string? Address, int Hops, long? RttMs, int? FreeSlots, bool Complete, IReadOnlyList<OverlayKind> FoundBy);
