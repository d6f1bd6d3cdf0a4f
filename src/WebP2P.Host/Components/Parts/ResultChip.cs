using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Components.Parts;

/// <summary>One way to see fewer results: a kind, or an extension when most are of one kind.</summary>
public sealed record ResultChip(string Name, int Count, Func<SearchResult, bool> Holds)
{
    private const int ExtensionsMax = 5;

    /// <summary>The kinds that occur, then the most frequent extensions; nothing when there is nothing to choose between.</summary>
    public static IReadOnlyList<ResultChip> Of(IReadOnlyList<SearchResult> results)
    {
        var kinds = results.GroupBy(result => result.Kind)
            .OrderByDescending(group => group.Count())
            .Select(group => new ResultChip(ContentKinds.NameOf(group.Key), group.Count(), result => result.Kind == group.Key))
            .ToList();
        var extensions = results.GroupBy(result => Extension(result.Name))
            .Where(group => group.Key.Length > 0)
            .OrderByDescending(group => group.Count())
            .Take(ExtensionsMax)
            .Select(group => new ResultChip("." + group.Key, group.Count(), result => Extension(result.Name) == group.Key))
            .ToList();
        return [.. kinds.Count > 1 ? kinds : [], .. extensions.Count > 1 ? extensions : []];
    }

    private static string Extension(string name) => ContentKinds.ExtensionOf(name).ToString().ToLowerInvariant();
}
