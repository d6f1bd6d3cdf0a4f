namespace WebP2P.Protocols.Search;

/// <summary>"Did you mean": a query again with nearest words in the place of those that nobody has.</summary>
public static class QueryCorrection
{
    /// <summary>Most texts that are offered.</summary>
    public const int TextsMax = 3;

    /// <summary>Whether a word that an index names as near has a place in the query; anything else is not shown.</summary>
    public static bool Fits(Query query, string near) =>
        IsText(near) && (JoinedAt(query.Words, near) >= 0 || Asked(query).Any(word => IsNear(word, near)));

    /// <summary>Texts to search for instead: first every word replaced by its nearest, then one other choice at a time.</summary>
    public static IReadOnlyList<string> Texts(Query query, IReadOnlyList<string> nearest)
    {
        var choices = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var texts = new List<string>();
        foreach (var near in nearest.Where(IsText))
        {
            if (JoinedAt(query.Words, near) is var at && at >= 0) texts.Add(Joined(query, at, near));
            else if (Asked(query).Where(word => IsNear(word, near)).MinBy(word => WordDistance.Between(word, near)) is { } word) Add(choices, word, near);
        }
        if (choices.Count > 0)
        {
            var first = choices.ToDictionary(choice => choice.Key, choice => choice.Value[0], StringComparer.Ordinal);
            texts.Add(Replaced(query, first));
            texts.AddRange(choices.SelectMany(choice => choice.Value.Skip(1).Select(other => Replaced(query, new(first, StringComparer.Ordinal) { [choice.Key] = other }))));
        }
        return [.. texts.Distinct(StringComparer.Ordinal).Where(text => Query.TryParse(text, out _, out _)).Take(TextsMax)];
    }

    private static IEnumerable<string> Asked(Query query) => query.Words.Concat(query.Phrases.SelectMany(phrase => phrase)).Concat(query.Prefixes);

    /// <summary>One or two tokens as the tokenizer makes them: safe to put into a query.</summary>
    private static bool IsText(string near)
    {
        var tokens = Tokenizer.Tokenize(near);
        return tokens.Count is 1 or 2 && string.Join(' ', tokens) == near;
    }

    private static bool IsNear(string word, string near)
    {
        if (near.Length == word.Length + 1 && near.Replace(" ", "", StringComparison.Ordinal) == word) return true;
        var distanceMax = NearWords.DistanceMax(word);
        return distanceMax > 0 && near != word && Math.Abs(near.Length - word.Length) <= distanceMax && !near.Contains(' ', StringComparison.Ordinal) && WordDistance.Between(word, near) <= distanceMax;
    }

    private static int JoinedAt(IReadOnlyList<string> words, string near)
    {
        for (var at = 0; at + 1 < words.Count; at++)
        {
            if (words[at] + words[at + 1] == near) return at;
        }
        return -1;
    }

    private static void Add(Dictionary<string, List<string>> choices, string word, string near)
    {
        if (!choices.TryGetValue(word, out var known)) choices.Add(word, known = []);
        known.Add(near);
    }

    private static string Joined(Query query, int at, string near) =>
        query.With([.. query.Words.Take(at), near, .. query.Words.Skip(at + 2)], query.Phrases, query.Prefixes).ToString();

    private static string Replaced(Query query, Dictionary<string, string> by)
    {
        IEnumerable<string> Replace(IEnumerable<string> words) => words.SelectMany(word => by.GetValueOrDefault(word, word).Split(' '));
        var prefixes = query.Prefixes.Where(prefix => !by.TryGetValue(prefix, out var near) || !near.Contains(' ', StringComparison.Ordinal)).ToList();
        return query.With(
            [.. Replace(query.Words), .. Replace(query.Prefixes.Except(prefixes))],
            [.. query.Phrases.Select(phrase => (IReadOnlyList<string>)[.. Replace(phrase)])],
            [.. Replace(prefixes)]).ToString();
    }
}
