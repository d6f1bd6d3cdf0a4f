using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Compares a name with what a query asks of names.</summary>
internal static class QueryMatch
{
    public static bool Matches(Query query, string name)
    {
        if (!HasKind(query, name)) return false;
        return !AsksTokens(query) || HasTokens(query, Tokenizer.Read(name, new NameTokens(stackalloc char[NameTokens.CharactersOf(name)], stackalloc int[Tokenizer.TokensMax])));
    }

    /// <summary>What does not follow from the tokens: extension and kind.</summary>
    public static bool HasKind(Query query, string name) =>
        HasExtension(query.Extensions, name) && (query.Kinds.Count == 0 || query.Kinds.Contains(ContentKinds.FromName(name)));

    public static bool HasTokens(Query query, in NameTokens tokens)
    {
        foreach (var word in query.Words)
            if (!tokens.Has(word)) return false;
        foreach (var phrase in query.Phrases)
            if (!tokens.HasTogether(phrase, tokens.Count)) return false;
        foreach (var prefix in query.Prefixes)
            if (!tokens.HasBeginning(prefix)) return false;
        return !HasExcluded(query, tokens);
    }

    private static bool HasExcluded(Query query, in NameTokens tokens)
    {
        foreach (var word in query.ExcludedWords)
            if (tokens.Has(word)) return true;
        foreach (var phrase in query.ExcludedPhrases)
            if (tokens.HasTogether(phrase, tokens.Count)) return true;
        return false;
    }

    private static bool AsksTokens(Query query) =>
        query.Words.Count + query.Phrases.Count + query.Prefixes.Count + query.ExcludedWords.Count + query.ExcludedPhrases.Count > 0;

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
