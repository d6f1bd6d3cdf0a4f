using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Search;

public sealed class QueryCorrectionTests
{
    [Theory]
    [InlineData("hary", "harry", "harry")]
    [InlineData("hary potter kind:audio -movie", "harry", "harry potter -movie kind:audio")]
    [InlineData("\"hary potter\"", "harry", "\"harry potter\"")]
    [InlineData("pottt*", "potter", "potter*")]
    [InlineData("harrypotter ext:txt", "harry potter", "harry potter ext:txt")]
    [InlineData("pot ter harry", "potter", "potter harry")]
    [InlineData("barrx pottex", "barry|potter|harry", "barry potter|harry potter")]
    [InlineData("hary", "advertisement|Harry|a b c|-harr|har:y|", "")]
    [InlineData("", "harry", "")]
    public void The_nearest_words_take_the_place_of_the_words_they_are_like(string text, string nearest, string texts) =>
        Assert.Equal(texts, string.Join('|', QueryCorrection.Texts(Query(text.Length == 0 ? "size:1" : text), nearest.Split('|'))));

    [Fact]
    public void At_most_three_texts_are_offered() =>
        Assert.Equal(QueryCorrection.TextsMax, QueryCorrection.Texts(Query("stonx"), ["stona", "stonb", "stonc", "stond", "stone"]).Count);

    [Fact]
    public void A_text_too_long_to_be_searched_for_is_not_offered()
    {
        var query = Query(string.Join(' ', Enumerable.Range(0, 31).Select(number => $"{new string('w', 29)}{number:00}")) + " hary");
        Assert.Equal(query.ToString().Length + 1 <= Protocols.Search.Query.TextMax ? 1 : 0, QueryCorrection.Texts(query, ["harry"]).Count);
    }
}
