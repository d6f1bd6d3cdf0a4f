using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

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
}

public sealed record SearchStart(string Query, IReadOnlyList<OverlayKind>? Overlays = null, int? Limit = null, int? TimeoutMs = null);

public enum SearchState { Running, Completed, Cancelled }

public sealed record SearchView(Guid Id, string Query, SearchState State, DateTimeOffset StartedAt, long ElapsedMs, int Results, int Nodes, IReadOnlyList<SearchOverlay> Overlays);

public enum SearchOverlayState { Running, Answered, Failed, TimedOut, Cancelled }

/// <param name="Reason">One sentence: what happened.</param>
public sealed record SearchOverlay(OverlayKind Name, SearchOverlayState State, string Reason, int Hits, long? FirstHitMs, int Messages, long Bytes, int Hops, long ElapsedMs);

public sealed record FoundBy(OverlayKind Overlay, int Hops, long Ms);

/// <param name="Number">Order of arrival within the search, from 1: hits are replayed from here.</param>
/// <param name="Local">Whether this node has it already.</param>
public sealed record SearchResult(long Number, ContentHash Hash, long Size, string Name, IReadOnlyList<string> Names, ContentKind Kind, int SourceCount, int Score, IReadOnlyList<string> ScoreReasons, IReadOnlyList<FoundBy> FoundBy, LocalState Local);

/// <param name="Address">As the newest peer record says; null when none is known.</param>
public sealed record ResultSource(NodeId NodeId, string? Name, string? Address, int Hops, long? RttMs, int? FreeSlots, bool Complete, IReadOnlyList<OverlayKind> FoundBy);
