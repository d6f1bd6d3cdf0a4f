using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Search;

/// <summary>How one overlay would answer a query.</summary>
/// <param name="Overlay">The overlay.</param>
/// <param name="RoutingWords">Whole tokens, each once, by which the overlay can find holders.</param>
/// <param name="RoutingHash">The hash by which the overlay can find holders.</param>
/// <param name="FilteredAtHolder">What the overlay cannot route by and holder and asker check: for the owner to read; empty when nothing.</param>
/// <param name="Refusal">Why this overlay cannot answer, for the owner to read; null when it can.</param>
public sealed record QueryPlan(OverlayKind Overlay, IReadOnlyList<string> RoutingWords, ContentHash? RoutingHash, string FilteredAtHolder, string? Refusal)
{
    /// <summary>Whether the overlay can answer.</summary>
    public bool IsPossible => Refusal is null;

    internal static QueryPlan For(Query query, OverlayKind overlay)
    {
        IReadOnlyList<string> words = [.. query.Words.Concat(query.Phrases.SelectMany(phrase => phrase)).Distinct(StringComparer.Ordinal)];
        var isFound = words.Count > 0 || query.Hash is not null;
        var refusal = overlay switch
        {
            OverlayKind.Dht when !isFound => "The DHT needs one whole word.",
            OverlayKind.Gnutella when !isFound && query.Prefixes.Count == 0 => "Gnutella needs a word or the beginning of one.",
            OverlayKind.Kazaa when !isFound && query.Prefixes.Count == 0 => "KaZaA needs a word or the beginning of one.",
            _ => null,
        };
        return new QueryPlan(overlay, words, query.Hash, overlay == OverlayKind.Napster ? "" : string.Join(", ", Filters(query)), refusal);
    }

    private static IEnumerable<string> Filters(Query query)
    {
        if (query.Phrases.Count > 0) yield return "phrases";
        if (query.Prefixes.Count > 0) yield return "beginnings of words";
        if (query.ExcludedWords.Count + query.ExcludedPhrases.Count > 0) yield return "excluded words";
        if (query.Extensions.Count > 0) yield return "extensions";
        if (query.Kinds.Count > 0) yield return "kinds";
        if (query.SizeRange is not null || query.Size is not null) yield return "size";
    }
}
