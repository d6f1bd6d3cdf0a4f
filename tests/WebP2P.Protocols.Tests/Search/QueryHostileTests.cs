using System.Text;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class QueryHostileTests
{
    private const int Seed = 52;

    private static readonly string[] Parts =
    [
        "\"", "\"", "-", "*", ":", "ext:", "kind:", "size:", "hash:", "ext:mp3", "kind:audio", "size:>1MB", "size:1..", "..", ",", ">", "<", "=", " ", " ", " ",
        "\0", "\uD800", "\uDC00", "\u202E", "\uFEFF", "\t", "\n", "word", "Harry", "pot*", "東京", "한", "ไ", "ß", "\uFDFA", "e\u0301", "\U0001D400", "½", "9", "TiB",
        "'", "(", ")", "{", "}", "\\", "/", "%", ";", "--", "OR", "AND", "NEAR", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    ];

    [Fact]
    public void Any_text_is_a_query_or_a_problem_and_a_query_reads_back()
    {
        var random = new Random(Seed);
        var queries = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = Text(random);
            var parsed = Query.TryParse(text, out var query, out var problem);
            Assert.True(parsed ? query is not null && problem is null : query is null && problem is not null, Shown(text));
            if (!parsed) AssertShowable(problem!, text);
            else AssertReadsBack(query!, text);
            queries += parsed ? 1 : 0;
        }
        Assert.InRange(queries, 2_000, 18_000);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('\0')]
    [InlineData('\uD800')]
    [InlineData('東')]
    public void A_megabyte_is_refused_by_its_length(char character)
    {
        Assert.False(Query.TryParse(new string(character, 1 << 20), out _, out var problem));
        Assert.Equal(Query.TextMax, problem!.Position);
        Assert.InRange(problem.Message.Length, 1, 200);
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(12); parts >= 0; parts--)
        {
            if (random.Next(8) == 0) text.Append((char)random.Next(0x10000));
            else text.Append(Parts[random.Next(Parts.Length)]);
        }
        if (random.Next(200) == 0) text.Append(text.ToString()[0], random.Next(3000));
        return text.ToString();
    }

    private static void AssertShowable(QueryProblem problem, string text)
    {
        Assert.InRange(problem.Position, 0, text.Length);
        Assert.False((problem.Found + problem.Message).Any(character => char.IsControl(character)), Shown(text));
        Assert.Equal(problem.Message, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(problem.Message)));
    }

    private static void AssertReadsBack(Query query, string text)
    {
        Assert.True(Query.TryParse(query.ToString(), out var again, out var problem), $"{Shown(text)}: {query}: {problem?.Message}");
        Assert.Equal(query, again);
        Assert.Equal(query.ToString(), again!.ToString());
        Assert.Equal(query.Phrases.Select(phrase => string.Join('|', phrase)), again.Phrases.Select(phrase => string.Join('|', phrase)));
        _ = query.Matches(text, new ContentId(default, 1));
    }

    private static string Shown(string text) => $"seed {Seed}: " + string.Join(' ', text.Select(character => $"{(int)character:X4}"));
}
