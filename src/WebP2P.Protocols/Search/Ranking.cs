using System.Numerics;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>
/// Puts results in order: first how exactly the best name answers and how short it is, then how many sources are online and how fresh it is.
/// What a short name gives outweighs most of what sources and freshness give, so that an index that looks at short names first misses little.
/// </summary>
public static class Ranking
{
    /// <summary>Names of one content that are looked at.</summary>
    public const int NamesMax = 64;

    /// <summary>Names of this length and longer ones rank alike.</summary>
    public const int LengthStepMax = 200;

    /// <summary>What a name has more that is exactly the words, beside its extension.</summary>
    internal const int ExactPoints = 200;

    /// <summary>What a name has more in which the words stand together and in order.</summary>
    internal const int TogetherPoints = 36;

    /// <summary>What a name has more in which the beginnings that were asked for are whole words.</summary>
    internal const int WholeWordPoints = 12;

    private const int HashPoints = 2_000;
    private const int PointsPerCharacter = 6;
    private const int PointsPerDoubling = 10, DoublingsMax = 10;
    private const long HourMs = 3_600_000;

    private static readonly (long Hours, int Points, string Text)[] Ages =
    [
        (24, 12, "changed in the last day"), (7 * 24, 9, "changed in the last week"), (30 * 24, 6, "changed in the last month"), (365 * 24, 3, "changed in the last year"),
    ];

    /// <summary>The score of a content with these names, with its reasons.</summary>
    public static Score Rank(Query query, IReadOnlyList<string> names, ContentId content, Standing standing)
    {
        var reasons = new List<ScoreReason>();
        if (query.Hash == content.Hash) reasons.Add(new ScoreReason("the hash that was asked for", HashPoints));
        reasons.AddRange(BestName(query, names, content));
        reasons.Add(Sources(standing.SourcesOnline));
        reasons.Add(Freshness(standing));
        return new Score(reasons.Sum(reason => reason.Points), [.. reasons.Where(reason => reason.Points > 0)]);
    }

    /// <summary>What a name gives, without reasons; false when it does not match.</summary>
    public static bool TryRankName(Query query, string name, ContentId content, out int points)
    {
        var score = default(NameScore);
        var matches = query.MatchesContent(content) && NameScore.TryGet(query, name, out score);
        points = score.Total;
        return matches;
    }

    /// <summary>The length of a name as far as it counts: the only part of a score that is known before a query is.</summary>
    public static int LengthStep(string name) => Math.Min(name.Length, LengthStepMax);

    /// <summary>What a name of this length gives.</summary>
    public static int LengthPoints(int lengthStep) => PointsPerCharacter * (LengthStepMax - lengthStep);

    /// <summary>What a content gives whatever its names are.</summary>
    public static int StandingPoints(Standing standing) => Sources(standing.SourcesOnline).Points + Freshness(standing).Points;

    /// <summary>Most that a content gives when so many nodes are online.</summary>
    public static int StandingPointsMax(int nodesOnline) => Sources(nodesOnline).Points + Ages[0].Points;

    /// <summary>Most that the text of a name gives that is longer than what was asked for.</summary>
    public static int TextPointsMax(Query query) => (query.InOrder.Count > 1 ? TogetherPoints : 0) + (query.Prefixes.Count > 0 ? WholeWordPoints : 0);

    /// <summary>Most that is known of a name without its text: what its length and its content give.</summary>
    public static int KnownPointsMax { get; } = LengthPoints(0) + StandingPointsMax(int.MaxValue);

    private static IEnumerable<ScoreReason> BestName(Query query, IReadOnlyList<string> names, ContentId content)
    {
        NameScore? best = null;
        for (var at = 0; at < Math.Min(names.Count, NamesMax) && query.MatchesContent(content); at++)
            if (NameScore.TryGet(query, names[at], out var score) && score.Total > (best?.Total ?? -1)) best = score;
        return best?.Reasons ?? [];
    }

    private static ScoreReason Sources(int online)
    {
        var doublings = Math.Min(DoublingsMax, BitOperations.Log2((uint)Math.Max(0, online) + 1));
        return new ScoreReason("sources online", doublings * PointsPerDoubling);
    }

    /// <summary>In whole hours; what changed in the future is as fresh as what changed now.</summary>
    private static ScoreReason Freshness(Standing standing)
    {
        if (standing.ModifiedUnixMs <= 0) return default;
        var hours = standing.NowUnixMs / HourMs - standing.ModifiedUnixMs / HourMs;
        foreach (var (most, points, text) in Ages)
            if (hours < most) return new ScoreReason(text, points);
        return default;
    }
}
