using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>A query as the full-text table reads it. Tokens hold letters and digits only, so that a quoted one can hold no operator.</summary>
internal static class IndexQueryText
{
    /// <summary>Finds every name once: each has one kind.</summary>
    public static string Everything { get; } = AnyOf(Enum.GetValues<ContentKind>().Select(IndexFilterWords.OfKind));

    /// <summary>What the table says is checked again on each name; this only has to let no match out.</summary>
    /// <param name="onlyWord">The only one of several words that is asked for; null asks for all.</param>
    public static string Write(Query query, string? onlyWord = null)
    {
        var parts = Wanted(query, onlyWord is null ? query.Words : [onlyWord]).ToList();
        var wanted = parts.Count == 0 ? Everything : string.Join(" AND ", parts);
        var unwanted = query.ExcludedWords.Select(Quoted).Concat(query.ExcludedPhrases.Select(Phrase)).ToList();
        return unwanted.Count == 0 ? wanted : $"({wanted}) NOT ({string.Join(" OR ", unwanted)})";
    }

    public static string Of(string word) => Quoted(word);

    private static IEnumerable<string> Wanted(Query query, IReadOnlyList<string> words)
    {
        foreach (var word in words) yield return Quoted(word);
        foreach (var phrase in query.Phrases) yield return Phrase(phrase);
        foreach (var prefix in query.Prefixes) yield return Quoted(prefix) + "*";
        if (query.Extensions.Count > 0 && query.Extensions.All(extension => IndexFilterWords.IsIndexed(extension)))
            yield return AnyOf(query.Extensions.Select(IndexFilterWords.OfExtension));
        if (query.Kinds.Count > 0) yield return AnyOf(query.Kinds.Select(IndexFilterWords.OfKind));
        if (query.SizeRange is { } range && (range.MinBytes > 1 || range.MaxBytes < ContentId.SizeBytesMax)) yield return AnyOf(IndexFilterWords.OfSizes(range));
    }

    private static string Quoted(string word) => $"\"{word}\"";

    private static string Phrase(IReadOnlyList<string> phrase) => $"\"{string.Join(' ', phrase)}\"";

    private static string AnyOf(IEnumerable<string> words) => $"({string.Join(" OR ", words.Select(Quoted))})";
}
