using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Architecture;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Tests.Api;

public sealed class OpenApiTests
{
    private const string Golden = "docs/openapi.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] WithBody = ["post", "put", "patch"];

    [Fact]
    public async Task The_document_is_the_one_that_is_checked_in()
    {
        var text = (await DocumentAsync()).ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("WEBP2P_WRITE_GOLDEN") == "1") await File.WriteAllTextAsync(Path.Combine(Repository.Root, Golden), text);
        Assert.Equal(Repository.Read(Golden), text);
    }

    [Fact]
    public async Task Every_operation_has_a_unique_name_a_tag_an_example_and_described_refusals()
    {
        var names = new HashSet<string>();
        foreach (var (path, method, operation) in Operations(await DocumentAsync()))
        {
            var name = $"{method} {path}";
            Assert.True(names.Add(operation.Text("operationId")), name);
            Assert.Matches("^[a-z]+[A-Z][A-Za-z]+$", operation.Text("operationId"));
            Assert.NotEmpty(operation.Text("summary"));
            Assert.Single(operation["tags"]!.AsArray());
            if (operation["requestBody"] is { } body) Assert.True(body["content"]!["application/json"]!["example"] is JsonObject, name);
            Assert.True(operation["responses"]!["401"] is not null, name);
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(response => response.Key.StartsWith('4')))
                Assert.True(response!["content"]?["application/problem+json"]?["schema"]?.Text("$ref") == "#/components/schemas/ProblemBody", $"{name} {status}");
        }

        Assert.True(names.Count >= 35);
    }

    [Fact]
    public async Task Every_example_is_accepted_as_a_body()
    {
        await using var control = await TestControl.StartAsync();
        var share = control.Shares.Add("/shared/before", automatic: false).Value!.Id.ToString();
        Assert.True(ContentHash.TryParse(new string('b', 64), out var hash));
        var download = control.Downloads.Begin(new ContentId(hash, 1)).ToString();
        using var script = control.Script();
        foreach (var (path, method, operation) in Operations(await DocumentAsync()).Where(item => WithBody.Contains(item.Method)))
        {
            if (operation["requestBody"]?["content"]?["application/json"]?["example"] is not { } example || path.EndsWith("/session", StringComparison.Ordinal)) continue;
            using var content = new StringContent(example.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            var id = path.Contains("/downloads/", StringComparison.Ordinal) ? download : share;
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", "gnutella", StringComparison.Ordinal).Replace("{nodeId}", FakeStatus.Id(2).ToString(), StringComparison.Ordinal)) { Content = content };
            using var answer = await script.SendAsync(request);
            // Setup has shared the folder of the share's example before.
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, $"{method} {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task The_page_that_shows_it_is_for_those_who_are_signed_in_and_runs_no_inline_script()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        var page = await browser.GetStringAsync("/swagger/index.html");
        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)[^>]*>\s*\S", page);
        using var stranger = control.Stranger();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/swagger/index.html")).StatusCode);
    }

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key, operation.Value!.AsObject());

    private static async Task<JsonObject> DocumentAsync()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        return await script.GetAsync("/swagger/v1/swagger.json", HttpStatusCode.OK);
    }
}
