using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class QueryParseTests
{
    private const string Hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public void Every_kind_of_term_is_read()
    {
        var query = Parse($"Harry \"The Order of\" -trailer pho* -\"deleted scenes\" EXT:mkv,.MP4 kind:video size:1MB..2GB hash:{Hex}-1500000");
        Assert.Equal(["harry"], query.Words);
        Assert.Equal(["the", "order", "of"], Assert.Single(query.Phrases));
        Assert.Equal(["trailer"], query.ExcludedWords);
        Assert.Equal(["deleted", "scenes"], Assert.Single(query.ExcludedPhrases));
        Assert.Equal(["pho"], query.Prefixes);
        Assert.Equal(["mkv", "mp4"], query.Extensions);
        Assert.Equal([ContentKind.Video], query.Kinds);
        Assert.Equal(new SizeRange(1_000_000, 2_000_000_000), query.SizeRange);
        Assert.Equal((Hex, 1_500_000L), (query.Hash.ToString(), query.Size));
    }

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, "at most 32 extensions")]
    public void So_many_extensions_may_be_asked_for(int extensions, string? expected)
    {
        var parsed = Query.TryParse("x ext:" + string.Join(',', Enumerable.Range(0, extensions)), out _, out var problem);
        Assert.Equal((expected is null, expected), (parsed, problem?.Expected));
    }

    [Theory]
    [InlineData("Harry  Potter", "harry potter")]
    [InlineData("potter Potter POTTER", "potter")]
    [InlineData("spider-man", "\"spider man\"")]
    [InlineData("-spider-man film", "film -\"spider man\"")]
    [InlineData("\"one\"", "one")]
    [InlineData("“smart quotes”", "\"smart quotes\"")]
    [InlineData("a\"b c\"d", "a d \"b c\"")]
    [InlineData("Artist - Title & Song", "artist title song")]
    [InlineData("*.mp3", "mp3")]
    [InlineData("Mission:Impossible", "\"mission impossible\"")]
    [InlineData("Ün*", null)]
    [InlineData("Ünï*", "uni*")]
    [InlineData("東京都", "\"東京 京都\"")]
    [InlineData("size:>10MB", "size:10000001..")]
    [InlineData("size:>=1KiB", "size:1024..")]
    [InlineData("size:<5KiB", "size:1..5119")]
    [InlineData("size:<=5K", "size:1..5000")]
    [InlineData("size:..2GB", "size:1..2000000000")]
    [InlineData("size:1.5GiB", "size:1610612736..1610612736")]
    [InlineData("size:0.000001MB..", "size:1..")]
    [InlineData("size:8796093022208", "size:8796093022208..")]
    [InlineData(Hex, "hash:" + Hex)]
    [InlineData(Hex + "-7", "hash:" + Hex + "-7")]
    [InlineData("\"" + Hex + "\"", "\"" + Hex + "\"")]
    [InlineData("kind:AUDIO,video kind:audio", "kind:audio,video")]
    public void A_text_has_one_canonical_form_that_reads_as_the_same_query(string text, string? canonical)
    {
        if (!Query.TryParse(text, out var query, out _))
        {
            Assert.Null(canonical);
            return;
        }
        Assert.Equal(canonical, query!.ToString());
        var again = Parse(query.ToString());
        Assert.Equal(query, again);
        Assert.Equal(query.GetHashCode(), again.GetHashCode());
    }

    [Theory]
    [InlineData("", 0, "", "a word to look for")]
    [InlineData("   ", 3, "", "a word to look for")]
    [InlineData("-only", 5, "", "a word to look for")]
    [InlineData("&", 1, "", "a word to look for")]
    [InlineData("one \"two", 4, "\"two", "a closing \" later")]
    [InlineData("one \"--\"", 4, "\"--\"", "words between the quotes")]
    [InlineData("one tw*", 4, "tw*", "at least 3 letters in front of *")]
    [InlineData("spider-man*", 0, "spider-man*", "one word in front of *")]
    [InlineData("one -two*", 4, "-two*", "a whole word to exclude, without *")]
    [InlineData("one -ext:mp3", 4, "-ext:mp3", "a word to exclude; filters cannot be excluded")]
    [InlineData("ext:", 0, "ext:", "an extension such as ext:mp3")]
    [InlineData("ext:m/3", 0, "ext:m/3", "an extension such as ext:mp3")]
    [InlineData("size:big", 0, "size:big", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:2GB..1MB", 0, "size:2GB..1MB", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:<0", 0, "size:<0", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:9TiB", 0, "size:9TiB", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:99999999999999999999", 0, "size:99999999999999999999", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:..", 0, "size:..", "a size such as size:>10MB, size:<5KiB or size:1MB..2GB")]
    [InlineData("size:>1 size:<9", 8, "size:<9", "only one size:")]
    [InlineData("hash:123", 0, "hash:123", "64 hex digits, or 64 hex digits, - and the size in bytes")]
    [InlineData("hash:" + Hex + "-0", 0, "hash:00112233445566778899aabbccddeeff001", "64 hex digits, or 64 hex digits, - and the size in bytes")]
    public void A_problem_says_where_what_and_what_instead(string text, int position, string found, string expected)
    {
        Assert.False(Query.TryParse(text, out var query, out var problem));
        Assert.Null(query);
        Assert.Equal((position, found, expected), (problem!.Position, problem.Found, problem.Expected));
        Assert.Contains($"At character {position + 1}: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_kind_names_the_right_ones()
    {
        Assert.False(Query.TryParse("a kind:music", out _, out var problem));
        Assert.Equal("At character 3: found 'kind:music', expected kind: and one of other, audio, video, image, document, archive, program, text, collection.", problem!.Message);
    }

    [Fact]
    public void Text_and_terms_are_bounded()
    {
        Assert.True(Query.TryParse(new string('a', 1000), out _, out _));
        Assert.False(Query.TryParse(new string('a', 1001), out _, out var length));
        Assert.Equal(1000, length!.Position);
        Assert.True(Query.TryParse(string.Join(' ', Enumerable.Range(10, 32)), out _, out _));
        Assert.False(Query.TryParse(string.Join(' ', Enumerable.Range(10, 33)), out _, out var terms));
        Assert.Equal((96, "42"), (terms!.Position, terms.Found));
    }

    [Fact]
    public void A_text_that_grows_beyond_the_limit_when_folded_is_a_problem()
    {
        var text = string.Join(' ', Enumerable.Range(0, 32).Select(number => number + string.Concat(Enumerable.Repeat("\uFDFA", 20))));
        Assert.False(Query.TryParse(text, out _, out var problem));
        Assert.Contains("written out", problem!.Message, StringComparison.Ordinal);
    }

    internal static Query Parse(string text)
    {
        Assert.True(Query.TryParse(text, out var query, out var problem), problem?.Message);
        Assert.Null(problem);
        return query!;
    }
}
