using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Tests.Search;

public sealed class QueryMatchTests
{
    private const string Name = "Harry Potter and the Order of the Phoenix (2007) Café.mkv";
    private static readonly ContentId Content = new(new ContentHash(new Bytes32([1, .. new byte[31]])), 1_500_000);

    [Theory]
    [InlineData("potter harry", true)]
    [InlineData("POTTER cafe", true)]
    [InlineData("pott", false)]
    [InlineData("harry hermione", false)]
    [InlineData("\"order of the\"", true)]
    [InlineData("\"order the\"", false)]
    [InlineData("harry-potter", true)]
    [InlineData("potter-harry", false)]
    [InlineData("phoe*", true)]
    [InlineData("hoen*", false)]
    [InlineData("harry -trailer", true)]
    [InlineData("harry -phoenix", false)]
    [InlineData("harry -\"the phoenix\"", false)]
    [InlineData("harry -\"phoenix the\"", true)]
    [InlineData("ext:mkv", true)]
    [InlineData("ext:mp4,MKV", true)]
    [InlineData("ext:mp4", false)]
    [InlineData("kind:video", true)]
    [InlineData("kind:audio", false)]
    [InlineData("harry kind:audio", false)]
    [InlineData("size:>1MB", true)]
    [InlineData("size:>1.5MB", false)]
    [InlineData("size:<1.5MB", false)]
    [InlineData("size:1.5MB", true)]
    [InlineData("hash:0100000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("hash:0100000000000000000000000000000000000000000000000000000000000000-1500000", true)]
    [InlineData("hash:0100000000000000000000000000000000000000000000000000000000000000-1500001", false)]
    [InlineData("hash:0200000000000000000000000000000000000000000000000000000000000000", false)]
    public void A_name_and_a_content_match_or_not(string text, bool matches) =>
        Assert.Equal(matches, QueryParseTests.Parse(text).Matches(Name, Content));

    [Fact]
    public void One_name_must_have_everything()
    {
        var query = QueryParseTests.Parse("harry ext:mp3");
        Assert.False(query.Matches(["harry.ogg", "potter.mp3"], Content));
        Assert.True(query.Matches(["harry.ogg", "harry.mp3"], Content));
        Assert.False(query.Matches([], Content));
    }

    [Theory]
    [InlineData("日本", true)]
    [InlineData("日本語", true)]
    [InlineData("本語", true)]
    [InlineData("語日", false)]
    public void Scripts_without_spaces_are_found_by_pairs(string text, bool matches) =>
        Assert.Equal(matches, QueryParseTests.Parse(text).Matches("日本語の本.pdf", Content));

    [Theory]
    [InlineData("harry \"order of\"", OverlayKind.Dht, "harry order of", "phrases", null)]
    [InlineData("harry -x ext:mkv size:>1", OverlayKind.Gnutella, "harry", "excluded words, extensions, size", null)]
    [InlineData("harry -x", OverlayKind.Napster, "harry", "", null)]
    [InlineData("pho*", OverlayKind.Dht, "", "beginnings of words", "The DHT needs one whole word.")]
    [InlineData("pho*", OverlayKind.Kazaa, "", "beginnings of words", null)]
    [InlineData("kind:audio", OverlayKind.Gnutella, "", "kinds", "Gnutella needs a word or the beginning of one.")]
    [InlineData("kind:audio", OverlayKind.Kazaa, "", "kinds", "KaZaA needs a word or the beginning of one.")]
    [InlineData("kind:audio", OverlayKind.Napster, "", "", null)]
    public void A_plan_names_the_words_that_route_or_says_why_not(string text, OverlayKind overlay, string words, string filtered, string? refusal)
    {
        var plan = QueryParseTests.Parse(text).Plan(overlay);
        Assert.Equal((words, filtered, refusal), (string.Join(' ', plan.RoutingWords), plan.FilteredAtHolder, plan.Refusal));
        Assert.Equal(refusal is null, plan.IsPossible);
    }

    [Fact]
    public void A_hash_routes_everywhere()
    {
        var query = QueryParseTests.Parse($"hash:{Content}");
        foreach (var overlay in Enum.GetValues<OverlayKind>()) Assert.Equal(Content.Hash, query.Plan(overlay).RoutingHash);
        Assert.All(Enum.GetValues<OverlayKind>(), overlay => Assert.True(query.Plan(overlay).IsPossible));
    }
}
