using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Compares a name with what a query asks of names.</summary>
internal static class QueryMatch
{
    public static bool Matches(Query query, string name) =>
        HasExtension(query.Extensions, name)
        && (query.Kinds.Count == 0 || query.Kinds.Contains(ContentKinds.FromName(name)))
        && (!AsksTokens(query) || HasTokens(query, Tokenizer.Tokenize(name)));

    /// <summary>Where the phrase begins among the tokens; -1 when it is not there.</summary>
    public static int IndexOf(IReadOnlyList<string> tokens, IReadOnlyList<string> phrase)
    {
        for (var first = 0; first + phrase.Count <= tokens.Count; first++)
        {
            var same = 0;
            while (same < phrase.Count && tokens[first + same] == phrase[same]) same++;
            if (same == phrase.Count) return first;
        }
        return -1;
    }

    private static bool AsksTokens(Query query) =>
        query.Words.Count + query.Phrases.Count + query.Prefixes.Count + query.ExcludedWords.Count + query.ExcludedPhrases.Count > 0;

    private static bool HasTokens(Query query, IReadOnlyList<string> tokens) =>
        query.Words.All(tokens.Contains)
        && query.Phrases.All(phrase => IndexOf(tokens, phrase) >= 0)
        && query.Prefixes.All(prefix => tokens.Any(token => token.StartsWith(prefix, StringComparison.Ordinal)))
        && !query.ExcludedWords.Any(tokens.Contains)
        && !query.ExcludedPhrases.Any(phrase => IndexOf(tokens, phrase) >= 0);

    private static bool HasExtension(IReadOnlyList<string> extensions, string name)
    {
        if (extensions.Count == 0) return true;
        var own = ContentKinds.ExtensionOf(name);
        foreach (var extension in extensions)
        {
            if (own.Equals(extension, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
