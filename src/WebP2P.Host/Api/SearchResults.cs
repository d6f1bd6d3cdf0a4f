using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>Results of a search, read page by page.</summary>
internal static class SearchResults
{
    public static readonly string[] Sorts = ["score", "name", "size", "sources", "arrival"];

    public static bool IsSort(string? sort) => sort is null || Sorts.Contains(sort.StartsWith('-') ? sort[1..] : sort);

    /// <summary>All of them; none when there is no such search.</summary>
    public static IEnumerable<SearchResult> All(ISearches searches, Guid search, string sort)
    {
        string? cursor = null;
        do
        {
            if (searches.Results(search, sort, null, new PageRequest(cursor, Paging.LimitMax)) is not { } page) yield break;
            foreach (var result in page.Items) yield return result;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>What somebody who has seen the results up to <paramref name="number"/> is missing: the later ones, and earlier ones that may have found more sources meanwhile.</summary>
    public static IReadOnlyList<SearchResult> After(ISearches searches, Guid search, long number) =>
        [.. All(searches, search, "arrival").Where(result => result.Number > number || result.SourceCount > 1)];
}
