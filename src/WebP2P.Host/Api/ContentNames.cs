using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Api;

/// <summary>Reads <c>{hash}</c>: a full content id, or a bare hash when only one size of it is known.</summary>
internal static class ContentNames
{
    /// <param name="known">Contents of a hash, asked only for a bare one.</param>
    public static async Task<(ContentId Id, ProblemHttpResult? Problem)> ResolveAsync(string text, Func<ContentHash, Task<IReadOnlyList<ContentId>>> known)
    {
        if (ContentId.TryParse(text, out var id)) return (id, null);
        if (!ContentHash.TryParse(text, out var hash)) return (default, Problems.InvalidHash.Result());
        var candidates = (await known(hash)).Distinct().ToList();
        return candidates switch
        {
            [] => (default, Problems.UnknownContent.Result()),
            [var only] => (only, null),
            _ => (default, Ambiguous(candidates).Result()),
        };
    }

    public static async Task<IReadOnlyList<ContentId>> OfNodeAsync(IShares shares, ContentHash hash, CancellationToken cancellationToken) =>
        [.. (await shares.ContentsAsync(hash, cancellationToken)).Select(content => new ContentId(content.Hash, content.Size))];

    public static IReadOnlyList<ContentId> OfSearch(ISearches searches, Guid search, ContentHash hash) =>
        [.. SearchResults.All(searches, search, "arrival").Where(result => result.Hash == hash).Select(result => new ContentId(result.Hash, result.Size))];

    private static Problem Ambiguous(IEnumerable<ContentId> candidates) =>
        Problems.AmbiguousHash with { Extensions = new Dictionary<string, object?> { ["candidates"] = candidates.Select(candidate => candidate.ToString()).ToList() } };
}
