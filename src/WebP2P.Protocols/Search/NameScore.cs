using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>What one name gives to a score.</summary>
internal readonly record struct NameScore(ScoreReason Order, int LengthPoints, int WholeWordPoints)
{
    public int Total => Order.Points + LengthPoints + WholeWordPoints;

    public IEnumerable<ScoreReason> Reasons => [Order, new ScoreReason("a short name", LengthPoints), new ScoreReason("whole words", WholeWordPoints)];

    /// <returns>False when the name does not match.</returns>
    public static bool TryGet(Query query, string name, out NameScore score)
    {
        score = default;
        if (!QueryMatch.HasKind(query, name)) return false;
        var title = name.AsSpan(0, name.Length - ContentKinds.ExtensionOf(name).Length);
        var tokens = Tokenizer.Read(title, new NameTokens(stackalloc char[NameTokens.CharactersOf(name)], stackalloc int[Tokenizer.TokensMax]));
        var titleTokens = tokens.Count;
        tokens = Tokenizer.Read(name.AsSpan(title.Length), tokens);
        if (!QueryMatch.HasTokens(query, tokens)) return false;
        score = new NameScore(OrderOf(query.InOrder, tokens, titleTokens), Ranking.LengthPoints(Ranking.LengthStep(name)), HasWhole(query.Prefixes, tokens) ? Ranking.WholeWordPoints : 0);
        return true;
    }

    private static ScoreReason OrderOf(IReadOnlyList<string> asked, in NameTokens tokens, int titleTokens)
    {
        if (asked.Count == 0 || !tokens.HasTogether(asked, titleTokens)) return default;
        if (titleTokens == asked.Count) return new ScoreReason("exactly this name", Ranking.ExactPoints);
        return asked.Count > 1 ? new ScoreReason("the words together and in order", Ranking.TogetherPoints) : default;
    }

    private static bool HasWhole(IReadOnlyList<string> prefixes, in NameTokens tokens)
    {
        foreach (var prefix in prefixes)
            if (!tokens.Has(prefix)) return false;
        return prefixes.Count > 0;
    }
}
