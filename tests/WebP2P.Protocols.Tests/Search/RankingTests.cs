using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class RankingTests
{
    private const long Now = 1_800_000_000_000;

    private static readonly ContentId Content = new(default, 1000);

    [Fact]
    public void A_closer_name_ranks_higher()
    {
        string[] names = ["Harry Potter.mkv", "The Harry Potter Story.mkv", "Harry and Lily Potter.mkv", "Harry, his friends and the whole Potter family at home.mkv"];
        var totals = names.Select(name => Total("harry potter", 3, name)).ToList();
        Assert.Equal(totals.OrderDescending(), totals);
        Assert.Equal(4, totals.Distinct().Count());
    }

    [Fact]
    public void More_sources_rank_higher_among_equal_names() =>
        Assert.True(Total("harry", 0, "harry.txt") < Total("harry", 1, "harry.txt") && Total("harry", 1, "harry.txt") < Total("harry", 7, "harry.txt"));

    [Fact]
    public void Many_sources_do_not_outweigh_the_exact_name() =>
        Assert.True(Total("harry potter", int.MaxValue, "something with harry and potter.txt") < Total("harry potter", 1, "harry potter.txt"));

    [Fact]
    public void The_best_of_several_names_counts() =>
        Assert.Equal(Total("harry potter", 1, "harry potter.txt"), Total("harry potter", 1, "x.bin", "a potter called harry.txt", "harry potter.txt"));

    [Fact]
    public void A_score_is_the_sum_of_its_reasons_and_the_same_every_time()
    {
        var score = Ranking.Rank(QueryParseTests.Parse("harry james pot*"), ["harry james potter.mkv"], Content, new Standing(3, Now - 3_600_000, Now));
        Assert.Equal(score.Total, score.Reasons.Sum(reason => reason.Points));
        Assert.Equal(
            ["the words together and in order 36", "a short name 1068", "sources online 20", "changed in the last day 12"],
            score.Reasons.Select(reason => $"{reason.Text} {reason.Points}"));
    }

    [Fact]
    public void A_name_that_is_exactly_the_words_says_so()
    {
        var score = Ranking.Rank(QueryParseTests.Parse("harry potter"), ["Harry.Potter.mkv"], Content, new Standing(1));
        Assert.Equal(new ScoreReason("exactly this name", 200), score.Reasons[0]);
        Assert.Equal(200 + 6 * (200 - 16) + 10, score.Total);
    }

    [Fact]
    public void The_hash_that_was_asked_for_ranks_highest()
    {
        var byHash = Ranking.Rank(QueryParseTests.Parse($"hash:{Content.Hash}"), ["x"], Content, default);
        Assert.Equal("the hash that was asked for", byHash.Reasons[0].Text);
        Assert.True(byHash.Total > Total("harry", int.MaxValue, "harry"));
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(-5, 12)]
    [InlineData(23, 12)]
    [InlineData(24, 9)]
    [InlineData(24 * 7, 6)]
    [InlineData(24 * 30, 3)]
    [InlineData(24 * 365, 0)]
    public void What_changed_lately_ranks_a_little_higher(int hoursAgo, int points) =>
        Assert.Equal(points, Ranking.StandingPoints(new Standing(0, Now - hoursAgo * 3_600_000L, Now)));

    [Fact]
    public void Without_a_known_time_nothing_is_fresh() => Assert.Equal(0, Ranking.StandingPoints(new Standing(0, 0, 1_000)));

    [Theory]
    [InlineData("harry", "Harry.mkv")]
    [InlineData("har*", "Harry und Sally.mkv")]
    [InlineData("\"harry potter\" -stone", "Old Harry Potter.mkv")]
    [InlineData("stone", "Harry.mkv")]
    public void The_points_of_a_name_and_those_of_its_content_are_the_whole_score(string text, string name)
    {
        var query = QueryParseTests.Parse(text);
        var standing = new Standing(5, Now, Now);
        var matches = Ranking.TryRankName(query, name, Content, out var points);
        Assert.Equal(query.Matches(name, Content), matches);
        Assert.Equal(Ranking.Rank(query, [name], Content, standing).Total, points + Ranking.StandingPoints(standing));
    }

    [Fact]
    public void A_content_without_names_or_sources_has_no_points() => Assert.Equal(0, Ranking.Rank(QueryParseTests.Parse("harry"), [], Content, new Standing(-1)).Total);

    private static int Total(string text, int sources, params string[] names) => Ranking.Rank(QueryParseTests.Parse(text), names, Content, new Standing(sources)).Total;
}
