using System.Net;
using System.Text;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Api;

public sealed class IndexApiTests
{
    private const string Blocks = "/api/v1/index/blocks";
    private static readonly string Hash = new('a', 64);

    [Fact]
    public async Task The_index_tells_what_it_holds_answers_and_refuses()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var view = await script.GetAsync("/api/v1/index", HttpStatusCode.OK);
        Assert.Equal((3, 118, 60), ((int)view["nodesOnline"]!, (int)view["queriesLastMinute"]!, view["queriesBySecond"]!.AsArray().Count));
        var refusal = view["refusals"]!.AsArray()[0]!;
        Assert.Equal(("rateExceeded", "A search came more often than a node may ask.", "bob-laptop"), (refusal.Text("reason"), refusal.Text("explanation"), refusal.Text("lastNodeName")));
        var query = (await script.GetAsync("/api/v1/index/queries", HttpStatusCode.OK))["items"]!.AsArray()[0]!;
        Assert.Equal(("harry potter", 12.4, true), (query.Text("text"), (double)query["elapsedMs"]!, (bool)query["capped"]!));
    }

    [Fact]
    public async Task Nodes_are_paged()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var first = await script.GetAsync("/api/v1/index/nodes?limit=3", HttpStatusCode.OK);
        var rest = await script.GetAsync($"/api/v1/index/nodes?limit=3&cursor={first.Text("nextCursor")}", HttpStatusCode.OK);
        Assert.Equal([3, 1], new[] { first, rest }.Select(page => page["items"]!.AsArray().Count));
        Assert.Null((string?)rest["nextCursor"]);
        Assert.False((bool)rest["items"]![0]!["online"]!);
        Assert.Equal("invalid-request", (await script.GetAsync("/api/v1/index/nodes?cursor=elsewhere", HttpStatusCode.BadRequest)).Text("type"));
        Assert.Equal("invalid-request", (await script.GetAsync("/api/v1/index/nodes?limit=1001", HttpStatusCode.BadRequest)).Text("type"));
    }

    [Fact]
    public async Task A_content_is_blocked_once_read_and_let_in_again()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var added = await script.PostAsync(Blocks, System.Net.Http.Json.JsonContent.Create(new { hash = Hash, note = "why" }));
        var block = await added.ReadAsync(HttpStatusCode.Created);
        var location = added.Headers.Location!.OriginalString;
        Assert.Equal($"{Blocks}/{block.Text("id")}", location);
        Assert.Equal((Hash, "why", null, null), (block.Text("hash"), block.Text("note"), (string?)block["nodeId"], (long?)block["size"]));
        Assert.Equal(location, (await script.PostAsync(Blocks, new { hash = Hash }, HttpStatusCode.Conflict)).Text("existing"));
        await script.PostAsync(Blocks, new { hash = Hash, size = 5 }, HttpStatusCode.Created);
        Assert.Equal(2, (await script.GetAsync(Blocks, HttpStatusCode.OK))["items"]!.AsArray().Count);
        Assert.Equal("why", (await script.GetAsync(location, HttpStatusCode.OK)).Text("note"));
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NoContent);
        Assert.Equal("block-not-found", (await script.GetAsync(location, HttpStatusCode.NotFound)).Text("type"));
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", 400, "invalid-request", "hash")]
    [InlineData("""{"hash": "$HASH", "nodeId": "$HASH"}""", 400, "invalid-request", "hash")]
    [InlineData("""{"hash": "abc"}""", 400, "invalid-request", "hash")]
    [InlineData("""{"hash": "$HASH-5"}""", 400, "invalid-request", "hash")]
    [InlineData("""{"nodeId": 7}""", 400, "invalid-request", "nodeId")]
    [InlineData("""{"nodeId": "$HASH", "size": 5}""", 400, "invalid-request", "size")]
    [InlineData("""{"hash": "$HASH", "size": 0}""", 400, "invalid-request", "size")]
    [InlineData("""{"hash": "$HASH", "size": 8796093022209}""", 400, "invalid-request", "size")]
    [InlineData("""{"hash": "$HASH", "note": "$LONG"}""", 400, "invalid-request", "note")]
    [InlineData("""{"hash": "$HASH", "reason": "x"}""", 400, "invalid-request", "reason")]
    [InlineData("""{"nodeId": "$SELF"}""", 422, "own-node", null)]
    public async Task A_block_that_cannot_be_is_explained(string body, int status, string type, string? field)
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var json = body.Replace("$HASH", Hash, StringComparison.Ordinal).Replace("$LONG", new string('x', 201), StringComparison.Ordinal).Replace("$SELF", FakeStatus.Self.ToString(), StringComparison.Ordinal);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await script.PostAsync(Blocks, content);
        var problem = await answer.ReadAsync((HttpStatusCode)status);
        Assert.Equal(type, problem.Text("type"));
        Assert.NotEmpty(problem.Text("detail"));
        if (field is not null) Assert.Contains(problem["errors"]!.AsObject(), error => error.Key.TrimStart('$', '.') == field);
    }

    [Fact]
    public async Task A_browser_blocks_only_with_its_antiforgery_token()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        await browser.PostAsync(Blocks, new { hash = Hash }, HttpStatusCode.Created);
        browser.DefaultRequestHeaders.Remove("X-XSRF-TOKEN");
        Assert.Equal("antiforgery-token-needed", (await browser.PostAsync(Blocks, new { hash = new string('b', 64) }, HttpStatusCode.Forbidden)).Text("type"));
    }

    [Fact]
    public async Task Metrics_tell_the_same_figures()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        await script.PostAsync(Blocks, new { nodeId = Hash }, HttpStatusCode.Created);
        var metrics = await script.GetStringAsync("/metrics");
        Assert.Matches("""webp2p_index_nodes\{[^}]*state="online"[^}]*\} 3""", metrics);
        Assert.Matches("""webp2p_index_queries_total\{[^}]*\} 1204""", metrics);
        Assert.Matches("""webp2p_index_answers_capped_total\{[^}]*\} 12""", metrics);
        Assert.Matches("""webp2p_index_size_bytes\{[^}]*\} 4915200""", metrics);
        Assert.Matches("""webp2p_index_blocks\{[^}]*kind="node"[^}]*\} 1""", metrics);
        Assert.Matches("""webp2p_index_refusals_total\{[^}]*message="IndexSearch"[^}]*reason="rateExceeded"[^}]*\} 311""", metrics);
    }
}
