using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

public sealed class NastyQueryTests
{
    private const int Seed = 300;

    [Fact]
    public async Task Over_REST_every_text_is_searched_for_or_explained_and_suggestions_never_fail()
    {
        await using var node = await TestNode.StartAsync("nasty");
        var (searched, explained) = (0, 0);
        foreach (var text in NastyQueries.Of(Seed, 400).Append(new string('x', 1 << 20)))
        {
            using var answer = await node.Http.PostAsJsonAsync("searches", new { query = text });
            if (answer.StatusCode == HttpStatusCode.Created) searched++;
            else Explained(answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, ref explained);
            // What does not fit a request line never reaches the node.
            if (text.Length > 1_000 || Uri.EscapeDataString(text) is not { Length: < 2_000 } escaped) continue;
            var suggested = await node.Http.GetFromJsonAsync<JsonNode>("suggestions?text=" + escaped);
            Assert.NotNull(suggested!["words"]);
        }
        Assert.True(searched > 50 && explained > 50, $"{searched} searched, {explained} explained");
        Assert.True((await node.Http.GetFromJsonAsync<JsonNode>("searches"))!["items"]!.AsArray().Count <= 100);
    }

    private static void Explained(HttpStatusCode status, JsonNode problem, ref int explained)
    {
        Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]);
        var sentence = problem.Text("detail") + problem["errors"]?.ToJsonString();
        if (status == HttpStatusCode.UnprocessableEntity) Assert.Contains("expected", sentence, StringComparison.Ordinal);
        else Assert.True(sentence.Contains("longer than 1000 characters", StringComparison.Ordinal) || sentence.Contains("larger than this node accepts", StringComparison.Ordinal), $"{status}: {problem.ToJsonString()}");
        explained++;
    }
}
