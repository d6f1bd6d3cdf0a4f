using System.Globalization;
using System.Text;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Tests.Shared;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Search;

public sealed class NastyQueryTests
{
    private const int Seed = 3;
    private const int Count = 200_000;

    [Fact]
    public void Two_hundred_thousand_texts_are_a_query_or_explained_each_in_time()
    {
        var (queries, problems) = (0, 0);
        foreach (var text in NastyQueries.Of(Seed, Count))
        {
            var (query, problem) = NastyQueries.InTime(() => (Protocols.Search.Query.TryParse(text, out var parsed, out var fault) ? parsed : null, fault), () => NastyQueries.Shown(text));
            if (problem is null) CheckQuery(query!, text);
            else CheckProblem(problem, text);
            if (problem is null) queries++;
            else problems++;
        }
        TestContext.Current.SendDiagnosticMessage($"seed {Seed}: {queries} queries, {problems} explained");
        Assert.InRange(problems, Count / 4, Count * 3 / 4);
    }

    [Fact]
    public void The_store_in_memory_answers_what_is_a_query_and_suggests_for_any_text_in_time()
    {
        var store = new MemoryIndexStore();
        store.Commit(NodeOf(1), Batch(7, 0, [.. NastyNames().Select((name, number) => Added(name, number))]), Wall);
        var presence = Presence.Of(NodeOf(1));
        var hits = 0;
        foreach (var text in NastyQueries.Of(Seed + 1, 5_000))
        {
            Assert.InRange(NastyQueries.InTime(() => store.Suggest(text, presence, 10), () => "Suggesting for " + NastyQueries.Shown(text)).Count, 0, 10);
            if (!Protocols.Search.Query.TryParse(text, out var query, out _)) continue;
            var answer = NastyQueries.InTime(() => store.Find(query!, presence, 50, Wall), () => NastyQueries.Shown(text));
            Assert.All(answer.Hits, hit => Assert.True(query!.Matches(hit.Names, hit.Content)));
            Assert.All(NastyQueries.InTime(() => QueryCorrection.Texts(query!, answer.NearestWords), () => "Correcting " + NastyQueries.Shown(text)), other => Assert.True(Protocols.Search.Query.TryParse(other, out _, out _), other));
            hits += answer.Hits.Count;
        }
        Assert.InRange(hits, 100, int.MaxValue);
    }

    /// <summary>What strangers may register; texts of queries are among them.</summary>
    private static IEnumerable<string> NastyNames() => NastyQueries.Of(Seed + 2, 400).Where(name => name.Length is > 0 and < 300).Concat(["harry potter.txt", "stone harry.mp3", "東京 potter.flac"]);

    private static void CheckQuery(Query query, string text)
    {
        Assert.True(Protocols.Search.Query.TryParse(query.ToString(), out var again, out var problem), $"{NastyQueries.Shown(text)} reads as {query}, which does not: {problem?.Message}");
        Assert.Equal(query, again);
        _ = query.Matches(text.Length > 1_000 ? text[..1_000] : text, new ContentId(default, 1));
    }

    private static void CheckProblem(QueryProblem problem, string text)
    {
        Assert.InRange(problem.Position, 0, text.Length);
        Assert.NotEmpty(problem.Expected);
        Assert.Contains($"At character {(problem.Position + 1).ToString(CultureInfo.InvariantCulture)}: found ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("expected " + problem.Expected, problem.Message, StringComparison.Ordinal);
        Assert.InRange(problem.Message.Length, 1, 250);
        // It goes into JSON, pages and terminals: nothing that cannot be written, steers a terminal or turns the direction of writing.
        Assert.Equal(problem.Message, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(problem.Message)));
        Assert.DoesNotContain(problem.Message, character => char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
