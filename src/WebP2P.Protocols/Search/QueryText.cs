using System.Globalization;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Writes a query in its one canonical form.</summary>
internal static class QueryText
{
    public static string Write(Query query) => string.Join(' ', Terms(query));

    private static IEnumerable<string> Terms(Query query)
    {
        foreach (var word in query.Words) yield return Word(word);
        foreach (var phrase in query.Phrases) yield return Phrase(phrase);
        foreach (var prefix in query.Prefixes) yield return prefix + "*";
        foreach (var word in query.ExcludedWords) yield return "-" + word;
        foreach (var phrase in query.ExcludedPhrases) yield return "-" + Phrase(phrase);
        if (query.Extensions.Count > 0) yield return "ext:" + string.Join(',', query.Extensions);
        if (query.Kinds.Count > 0) yield return "kind:" + string.Join(',', query.Kinds.Select(ContentKinds.NameOf));
        if (query.SizeRange is { } range) yield return "size:" + range;
        if (query.Hash is { } hash) yield return "hash:" + hash + Size(query.Size);
    }

    /// <summary>A word of 64 hex digits would be read as a hash.</summary>
    private static string Word(string word) => ContentHash.TryParse(word, out _) ? $"\"{word}\"" : word;

    private static string Phrase(IReadOnlyList<string> phrase) => $"\"{string.Join(' ', phrase)}\"";

    private static string Size(long? size) => size is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"-{bytes}") : "";
}
