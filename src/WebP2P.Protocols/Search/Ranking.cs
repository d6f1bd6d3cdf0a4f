using System.Numerics;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Puts results in order: first how exactly the best name answers, then how many sources are online.</summary>
public static class Ranking
{
    /// <summary>Names of one content that are looked at.</summary>
    public const int NamesMax = 64;

    private const int HashPoints = 1000, ExactPoints = 500, TogetherPoints = 300, CoveragePointsMax = 200, WholeWordPoints = 50;
    private const int PointsPerDoubling = 40, DoublingsMax = 10;

    /// <summary>The score of a content with these names, with its reasons.</summary>
    public static Score Rank(Query query, IReadOnlyList<string> names, ContentId content, Standing standing)
    {
        var reasons = new List<ScoreReason>();
        if (query.Hash == content.Hash) reasons.Add(new ScoreReason("the hash that was asked for", HashPoints));
        reasons.AddRange(BestName(query, names, content));
        reasons.Add(Sources(standing.SourcesOnline));
        return new Score(reasons.Sum(reason => reason.Points), [.. reasons.Where(reason => reason.Points > 0)]);
    }

    private static List<ScoreReason> BestName(Query query, IReadOnlyList<string> names, ContentId content)
    {
        List<ScoreReason> best = [];
        for (var at = 0; at < Math.Min(names.Count, NamesMax); at++)
        {
            if (!query.Matches(names[at], content)) continue;
            var reasons = Name(query, names[at]);
            if (reasons.Sum(reason => reason.Points) > best.Sum(reason => reason.Points)) best = reasons;
        }
        return best;
    }

    private static List<ScoreReason> Name(Query query, string name)
    {
        var tokens = Tokenizer.Tokenize(name);
        var title = Tokenizer.Tokenize(WithoutExtension(name));
        var asked = query.Words.Count + query.Phrases.Sum(phrase => phrase.Count) + query.Prefixes.Count;
        if (asked == 0 || tokens.Count == 0) return [];
        List<ScoreReason> reasons = [Order(query, title)];
        reasons.Add(new ScoreReason("share of the name that was asked for", CoveragePointsMax * Math.Min(asked, title.Count) / Math.Max(title.Count, 1)));
        if (query.Prefixes.Count > 0 && query.Prefixes.All(tokens.Contains)) reasons.Add(new ScoreReason("whole words", WholeWordPoints));
        return reasons;
    }

    private static ScoreReason Order(Query query, IReadOnlyList<string> title)
    {
        IReadOnlyList<string> asked = [.. query.Words, .. query.Phrases.SelectMany(phrase => phrase)];
        if (asked.Count == 0) return default;
        if (title.SequenceEqual(asked)) return new ScoreReason("exactly this name", ExactPoints);
        return asked.Count > 1 && QueryMatch.IndexOf(title, asked) >= 0 ? new ScoreReason("the words together and in order", TogetherPoints) : default;
    }

    private static ScoreReason Sources(int online)
    {
        var doublings = Math.Min(DoublingsMax, BitOperations.Log2((uint)Math.Max(0, online) + 1));
        return new ScoreReason("sources online", doublings * PointsPerDoubling);
    }

    private static string WithoutExtension(string name)
    {
        var extension = ContentKinds.ExtensionOf(name);
        return extension.IsEmpty ? name : name[..^(extension.Length + 1)];
    }
}
