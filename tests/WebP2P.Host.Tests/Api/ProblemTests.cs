using System.Net;
using System.Text;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Api;

public sealed class ProblemTests
{
    private const string Hash = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("/api/v1/searches", """{"query": "x", "query": "y"}""", 400, "invalid-request", "query")]
    [InlineData("/api/v1/searches", """{"query": "x", "colour": "red"}""", 400, "invalid-request", "colour")]
    [InlineData("/api/v1/searches", """{"query": 5}""", 400, "invalid-request", "query")]
    [InlineData("/api/v1/searches", """{"Query": "x"}""", 400, "invalid-request", "Query")]
    [InlineData("/api/v1/searches", """{"query": null}""", 400, "invalid-request", "query")]
    [InlineData("/api/v1/searches", "{}", 400, "invalid-request", "query")]
    [InlineData("/api/v1/searches", "{", 400, "invalid-request", "$")]
    [InlineData("/api/v1/searches", "", 400, "invalid-request", "request")]
    [InlineData("/api/v1/searches", "[]", 400, "invalid-request", "$")]
    [InlineData("/api/v1/searches", """{"query": "x", "overlays": ["carrier-pigeon"]}""", 400, "invalid-request", "overlays")]
    [InlineData("/api/v1/searches", """{"query": "x", "overlays": [1]}""", 400, "invalid-request", "overlays")]
    [InlineData("/api/v1/searches", """{"query": "x", "limit": 0}""", 400, "invalid-request", "limit")]
    [InlineData("/api/v1/searches", """{"query": "x", "timeoutMs": -1}""", 400, "invalid-request", "timeoutMs")]
    [InlineData("/api/v1/searches", """{"query": "("}""", 422, "query-not-understood", null)]
    [InlineData("/api/v1/downloads", """{"hash": "abc", "size": 5}""", 400, "invalid-request", "hash")]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": 0}""", 400, "invalid-request", "size")]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": "5"}""", 400, "invalid-request", "size")]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH"}""", 404, "content-not-found", null)]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": 5, "mode": "single"}""", 400, "invalid-request", "sources")]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": 5, "requireSource": true}""", 422, "no-source", null)]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": 5, "order": "backwards"}""", 400, "invalid-request", "It is one of rarest, sequential.")]
    [InlineData("/api/v1/downloads", """{"hash": "$HASH", "size": 5, "order": 1}""", 400, "invalid-request", "It is one of rarest, sequential.")]
    [InlineData("/api/v1/shares", """{"path": "/etc"}""", 422, "folder-forbidden", null)]
    [InlineData("/api/v1/peers", """{"address": "bob"}""", 422, "not-an-address", null)]
    [InlineData("/api/v1/session", """{"code": "a", "password": "b"}""", 400, "invalid-request", "code")]
    public async Task A_body_that_cannot_be_used_is_explained(string path, string body, int status, string type, string? field)
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var content = new StringContent(body.Replace("$HASH", Hash, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var answer = await script.PostAsync(path, content);
        var problem = await answer.ReadAsync((HttpStatusCode)status);
        Assert.Equal(type, problem.Text("type"));
        Assert.Equal(status, (int)problem["status"]!);
        Assert.NotEmpty(problem.Text("detail"));
        Assert.NotEmpty(problem.Text("traceId"));
        Assert.DoesNotContain("WebP2P.", problem.ToJsonString(), StringComparison.Ordinal);
        if (field is not null) Assert.Contains(field, problem["errors"]!.AsObject().Single().Key + problem["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "not-found")]
    [InlineData("PUT", "/api/v1/node", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/shares/00000000-0000-0000-0000-000000000000", 404, "share-not-found")]
    [InlineData("GET", "/api/v1/shares/abc", 404, "not-found")]
    [InlineData("DELETE", "/api/v1/searches/00000000-0000-0000-0000-000000000000", 404, "search-not-found")]
    [InlineData("POST", "/api/v1/downloads/00000000-0000-0000-0000-000000000000/pause", 404, "download-not-found")]
    [InlineData("GET", "/api/v1/peers/abc", 404, "peer-not-found")]
    [InlineData("GET", "/api/v1/overlays/tapestry", 404, "overlay-not-found")]
    [InlineData("GET", "/api/v1/overlays/kazaa", 404, "overlay-not-here")]
    [InlineData("GET", "/api/v1/overlays/dht", 404, "overlay-not-here")]
    [InlineData("GET", "/api/v1/overlays/gnutella/traces/00000000-0000-0000-0000-000000000000", 404, "trace-not-found")]
    [InlineData("GET", "/api/v1/overlays/gnutella/traces/none", 404, "not-found")]
    [InlineData("GET", "/api/v1/contents/abc", 400, "invalid-hash")]
    [InlineData("GET", "/api/v1/contents/" + Hash + "-0", 400, "invalid-hash")]
    [InlineData("GET", "/api/v1/contents/" + Hash + "-5/data", 404, "content-not-found")]
    [InlineData("GET", "/api/v1/contents/..%2F..%2Fetc%2Fpasswd/data", 400, "invalid-hash")]
    [InlineData("GET", "/api/v1/downloads?limit=0", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/downloads?limit=1001", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/downloads?limit=many", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/downloads?cursor=-1", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/downloads?state=lost", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/searches/00000000-0000-0000-0000-000000000000/results?sort=colour", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/stats/throughput?windowMs=1", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/stats/throughput?stepMs=1500", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/events?since=yesterday", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/events?types=rain", 400, "invalid-request")]
    [InlineData("GET", "/api/v1/events?since=1", 410, "events-expired")]
    [InlineData("GET", "/api/v1/folders?path=/missing", 404, "folder-not-found")]
    [InlineData("GET", "/api/v1/folders/preview", 400, "invalid-request")]
    [InlineData("DELETE", "/api/v1/downloads/00000000-0000-0000-0000-000000000000?deleteFile=maybe", 400, "invalid-request")]
    public async Task A_path_or_parameter_that_cannot_be_used_is_explained(string method, string path, int status, string type)
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var answer = await script.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var problem = await answer.ReadAsync((HttpStatusCode)status);
        Assert.Equal(type, problem.Text("type"));
        Assert.NotEmpty(problem.Text("traceId"));
        Assert.DoesNotContain("parameter \\u0022", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_another_kind_or_size_or_depth_is_refused()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var form = new StringContent("query=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var kind = await script.PostAsync("/api/v1/searches", form);
        Assert.Equal("media-type-not-supported", (await kind.ReadAsync(HttpStatusCode.UnsupportedMediaType)).Text("type"));
        using var large = new StringContent($$"""{"query": "{{new string('x', 70_000)}}"}""", Encoding.UTF8, "application/json");
        using var size = await script.PostAsync("/api/v1/searches", large);
        Assert.Equal("body-too-large", (await size.ReadAsync(HttpStatusCode.RequestEntityTooLarge)).Text("type"));
        var nested = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        using var deep = new StringContent($$"""{"query": "x", "overlays": {{nested}}}""", Encoding.UTF8, "application/json");
        using var depth = await script.PostAsync("/api/v1/searches", deep);
        await depth.ReadAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_whatever_the_client_accepts()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        script.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        var problem = await script.GetAsync($"/api/v1/searches/{Guid.Empty}/events", HttpStatusCode.NotFound);
        Assert.Equal("search-not-found", problem.Text("type"));
    }
}
