using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Api;

public sealed class ResourceTests
{
    [Fact]
    public async Task A_folder_is_shared_seen_scanned_and_let_go()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var added = await script.PostAsync("/api/v1/shares", System.Net.Http.Json.JsonContent.Create(new { path = "/music" }));
        var share = await added.ReadAsync(HttpStatusCode.Created);
        var location = added.Headers.Location!.OriginalString;
        Assert.Equal($"/api/v1/shares/{share.Text("id")}", location);
        Assert.Equal("ready", (await script.GetAsync(location, HttpStatusCode.OK)).Text("state"));
        var again = await script.PostAsync("/api/v1/shares", new { path = "/music" }, HttpStatusCode.Conflict);
        Assert.Equal(location, again.Text("existing"));
        await script.PostAsync(location + "/rescan", null, HttpStatusCode.Accepted);
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NoContent);
        await script.GetAsync(location, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_share_of_an_option_is_not_let_go_here()
    {
        await using var control = await TestControl.StartAsync();
        var share = control.Shares.Add("/downloads", automatic: true).Value!;
        using var script = control.Script();
        using var answer = await script.DeleteAsync($"/api/v1/shares/{share.Id}");
        Assert.Equal("automatic-share", (await answer.ReadAsync(HttpStatusCode.Conflict)).Text("type"));
    }

    [Fact]
    public async Task Lists_are_paged_without_gap_or_repetition()
    {
        await using var control = await TestControl.StartAsync();
        foreach (var number in Enumerable.Range(0, 25)) control.Shares.Add($"/share{number:00}", automatic: false);
        using var script = control.Script();
        var paths = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await script.GetAsync($"/api/v1/shares?limit=10&cursor={cursor}".Replace("&cursor=", cursor.Length == 0 ? "&x=" : "&cursor=", StringComparison.Ordinal), HttpStatusCode.OK);
            paths.AddRange(page["items"]!.AsArray().Select(share => share.Text("path")));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"/share{number:00}"), paths);
    }

    [Fact]
    public async Task An_own_file_is_read_whole_in_part_and_not_beyond_its_end()
    {
        await using var control = await TestControl.StartAsync();
        var text = control.Shares.AddFile("notes.txt", "0123456789");
        using var script = control.Script();
        using var whole = await script.GetAsync($"/api/v1/contents/{text}/data");
        Assert.Equal("0123456789", await whole.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", whole.Content.Headers.ContentType?.MediaType);
        Assert.Null(whole.Content.Headers.ContentDisposition);
        Assert.Equal("sandbox; default-src 'none'", Assert.Single(whole.Headers.GetValues("Content-Security-Policy")));
        using var part = await RangeAsync(script, $"/api/v1/contents/{text.Hash}/data", 2, 4);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("234", await part.Content.ReadAsStringAsync());
        Assert.Equal("bytes 2-4/10", part.Content.Headers.ContentRange?.ToString());
        using var beyond = await RangeAsync(script, $"/api/v1/contents/{text}/data", 10, 20);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("picture.svg")]
    [InlineData("book.pdf")]
    [InlineData("run.exe")]
    [InlineData("noextension")]
    public async Task A_file_that_could_run_in_a_browser_is_offered_for_saving(string name)
    {
        await using var control = await TestControl.StartAsync();
        var id = control.Shares.AddFile(name, "<script>alert(1)</script>");
        using var script = control.Script();
        using var answer = await script.GetAsync($"/api/v1/contents/{id}/data");
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_hash_of_two_sizes_is_answered_with_the_candidates()
    {
        await using var control = await TestControl.StartAsync();
        var (small, large) = (FakeShares.Content(5, 50), FakeShares.Content(5, 51));
        control.Shares.Files[small] = ("a.txt", new byte[50]);
        control.Shares.Files[large] = ("b.txt", new byte[51]);
        using var script = control.Script();
        foreach (var path in new[] { $"/api/v1/contents/{small.Hash}", $"/api/v1/contents/{small.Hash}/data" })
        {
            var problem = await script.GetAsync(path, HttpStatusCode.Conflict);
            Assert.Equal("ambiguous-hash", problem.Text("type"));
            Assert.Equal([small.ToString(), large.ToString()], problem["candidates"]!.AsArray().Select(id => (string)id!).Order());
        }

        var content = await script.GetAsync($"/api/v1/contents/{large}", HttpStatusCode.OK);
        Assert.Equal(("complete", 51), (content.Text("local"), (int)content["size"]!));
    }

    [Fact]
    public async Task A_search_is_started_read_and_cancelled()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var started = await script.PostAsync("/api/v1/searches", System.Net.Http.Json.JsonContent.Create(new { query = "harry potter", overlays = new[] { "napster" } }));
        var search = await started.ReadAsync(HttpStatusCode.Created);
        var location = started.Headers.Location!.OriginalString;
        Assert.Equal("running", search.Text("state"));
        var id = Guid.Parse(search.Text("id"));
        control.Searches.Found(id, FakeShares.Content(1, 10), "<img src=x onerror=alert(1)>");
        control.Searches.Found(id, FakeShares.Content(1, 10), "same under another name");
        var result = Assert.Single((await script.GetAsync(location + "/results", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("<img src=x onerror=alert(1)>", result.Text("name"));
        Assert.Equal(2, (int)result!["sourceCount"]!);
        var source = Assert.Single((await script.GetAsync($"{location}/results/{result.Text("hash")}/sources", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("bob", source.Text("name"));
        Assert.Equal("cancelled", (await script.PostAsync(location + "/cancel", null, HttpStatusCode.OK)).Text("state"));
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NoContent);
        await script.GetAsync(location + "/results", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_result_tells_why_it_stands_where_it_stands()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var search = control.Searches.Start(new("x")).Value!;
        var content = FakeShares.Content(1, 10);
        control.Searches.Found(search.Id, content, "song.mp3");
        var score = await script.GetAsync($"/api/v1/searches/{search.Id}/results/{content}/score", HttpStatusCode.OK);
        Assert.Equal(540, (int)score["total"]!);
        Assert.Equal(["exactly this name", "sources online"], score["reasons"]!.AsArray().Select(reason => reason.Text("text")));
        Assert.Equal([500, 40], score["reasons"]!.AsArray().Select(reason => (int)reason!["points"]!));
        await script.GetAsync($"/api/v1/searches/{search.Id}/results/{FakeShares.Content(2, 10)}/score", HttpStatusCode.NotFound);
        await script.GetAsync($"/api/v1/searches/{Guid.NewGuid()}/results/{content}/score", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_search_tells_facets_near_words_and_whether_it_was_cut()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var search = control.Searches.Start(new("hary")).Value!;
        var view = await script.GetAsync($"/api/v1/searches/{search.Id}", HttpStatusCode.OK);
        Assert.Empty(view["facets"]!["kinds"]!.AsArray());
        Assert.Empty(view["nearestWords"]!.AsArray());
        Assert.Empty(view["didYouMean"]!.AsArray());
        Assert.Null(view["overlays"]![0]!["complete"]);
    }

    [Fact]
    public async Task Words_are_suggested_for_the_last_word_of_a_text()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var found = await script.GetAsync("/api/v1/suggestions?text=potter%20har", HttpStatusCode.OK);
        Assert.Equal(["hary", "harow"], found["words"]!.AsArray().Select(word => (string)word!));
        Assert.Null(found["reason"]);
        await script.GetAsync("/api/v1/suggestions", HttpStatusCode.BadRequest);
        var refused = await script.GetAsync("/api/v1/suggestions?text=" + new string('x', 1_001), HttpStatusCode.BadRequest);
        Assert.Contains("longer than 1000", refused["errors"]!["text"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_explained()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var search = control.Searches.Start(new("x")).Value!;
        var refused = await script.GetAsync($"/api/v1/searches/{search.Id}/results?filter=kind:nonsense", HttpStatusCode.BadRequest);
        Assert.Contains("expected kind: and one of", refused["errors"]!["filter"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        await script.GetAsync($"/api/v1/searches/{search.Id}/results?filter=kind:audio", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_download_takes_its_size_from_the_search_and_exists_once()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var search = control.Searches.Start(new("x")).Value!;
        var content = FakeShares.Content(1, 10);
        control.Searches.Found(search.Id, content, "song.mp3");
        using var started = await script.PostAsync("/api/v1/downloads", System.Net.Http.Json.JsonContent.Create(new { hash = content.Hash.ToString(), searchId = search.Id, mode = "single", sources = new[] { FakeStatus.Id(2).ToString() } }));
        var download = await started.ReadAsync(HttpStatusCode.Created);
        Assert.Equal(10, (long)download["size"]!);
        Assert.Equal((DownloadMode.Single, FakeStatus.Id(2)), (control.Downloads.LastStart!.Mode, Assert.Single(control.Downloads.LastStart.Sources!)));
        var location = started.Headers.Location!.OriginalString;
        var again = await script.PostAsync("/api/v1/downloads", new { hash = content.Hash.ToString(), size = 10 }, HttpStatusCode.Conflict);
        Assert.Equal(location, again.Text("existing"));
        Assert.Equal("paused", (await script.PostAsync(location + "/pause", null, HttpStatusCode.OK)).Text("state"));
        Assert.Single((await script.GetAsync("/api/v1/downloads?state=paused", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Empty((await script.GetAsync("/api/v1/downloads?state=running", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal("running", (await script.PostAsync(location + "/resume", null, HttpStatusCode.OK)).Text("state"));
        Assert.Equal("missing", (await script.GetAsync(location + "/pieces", HttpStatusCode.OK))["items"]![0].Text("state"));
        Assert.Empty((await script.GetAsync(location + "/sources", HttpStatusCode.OK))["items"]!.AsArray());
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_order_of_pieces_is_given_at_the_start_and_changed_later()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        using var started = await script.PostAsync("/api/v1/downloads", JsonContent.Create(new { hash = FakeShares.Content(1, 10).Hash.ToString(), size = 10, order = "sequential" }));
        await started.ReadAsync(HttpStatusCode.Created);
        Assert.Equal(DownloadOrder.Sequential, control.Downloads.LastStart!.Order);
        var path = started.Headers.Location!.OriginalString;
        Assert.Equal(("sequential", "normal"), Chosen(await PatchAsync("""{"order": "sequential"}""", HttpStatusCode.OK)));
        Assert.Equal(("sequential", "high"), Chosen(await PatchAsync("""{"priority": "high"}""", HttpStatusCode.OK)));
        Assert.Equal(("rarest", "low"), Chosen(await PatchAsync("""{"priority": "low", "order": "rarest"}""", HttpStatusCode.OK)));
        var nonsense = await PatchAsync("""{"order": "backwards"}""", HttpStatusCode.BadRequest);
        Assert.Equal("It is one of rarest, sequential.", (string)nonsense["errors"]!["$.order"]![0]!);
        Assert.Contains("rarest or sequential", (await PatchAsync("{}", HttpStatusCode.BadRequest))["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("rarest", "low"), Chosen(await script.GetAsync(path, HttpStatusCode.OK)));
        path = $"/api/v1/downloads/{Guid.NewGuid()}";
        await PatchAsync("""{"order": "rarest"}""", HttpStatusCode.NotFound);

        async Task<JsonObject> PatchAsync(string body, HttpStatusCode status)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await script.PatchAsync(path, content);
            return await answer.ReadAsync(status);
        }

        static (string Order, string Priority) Chosen(JsonObject download) => (download.Text("order"), download.Text("priority"));
    }

    [Fact]
    public async Task Uploads_and_peers_are_listed_and_ended()
    {
        await using var control = await TestControl.StartAsync();
        var upload = control.Uploads.Add();
        using var script = control.Script();
        var uploads = await script.GetAsync("/api/v1/uploads", HttpStatusCode.OK);
        Assert.Equal("active", Assert.Single(uploads["items"]!.AsArray()).Text("state"));
        Assert.Equal(8, (int)uploads["totals"]!["slots"]!);
        await (await script.DeleteAsync($"/api/v1/uploads/{upload.Id}")).ReadAsync(HttpStatusCode.NoContent);
        var peer = Assert.Single((await script.GetAsync("/api/v1/peers", HttpStatusCode.OK))["items"]!.AsArray());
        var path = $"/api/v1/peers/{peer.Text("nodeId")}";
        Assert.StartsWith("<img", Assert.Single((await script.GetAsync(path + "/library", HttpStatusCode.OK))["items"]!.AsArray()).Text("name"), StringComparison.Ordinal);
        await script.PostAsync("/api/v1/peers", new { address = "198.51.100.7:6699" }, HttpStatusCode.Accepted);
        await (await script.DeleteAsync(path)).ReadAsync(HttpStatusCode.NoContent);
        Assert.Equal("peer-does-not-answer", (await script.GetAsync(path + "/library", HttpStatusCode.ServiceUnavailable)).Text("type"));
    }

    [Fact]
    public async Task A_peer_is_refused_uploads_and_let_in_again_and_its_total_is_kept()
    {
        await using var control = await TestControl.StartAsync();
        var peer = control.UploadPeers.Add("bob", 5_000);
        using var script = control.Script();
        var row = Assert.Single((await script.GetAsync("/api/v1/uploads/peers", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal((5_000, "bob", null), ((int)row!["bytesSent"]!, row.Text("peerName"), row["blockedAt"]));
        var path = $"/api/v1/peers/{peer}/block";
        Assert.NotNull((await (await script.PutAsync(path, null)).ReadAsync(HttpStatusCode.OK))["blockedAt"]);
        Assert.Equal("greedy", (await (await script.PutAsJsonAsync(path, new { note = "greedy" })).ReadAsync(HttpStatusCode.OK)).Text("note"));
        await (await script.PutAsJsonAsync(path, new { note = new string('x', 201) })).ReadAsync(HttpStatusCode.UnprocessableEntity);
        await (await script.PutAsJsonAsync("/api/v1/peers/nobody/block", new { })).ReadAsync(HttpStatusCode.NotFound);
        await (await script.DeleteAsync(path)).ReadAsync(HttpStatusCode.NoContent);
        await (await script.DeleteAsync(path)).ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Limits_are_changed_one_by_one_and_out_of_range_they_are_422()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        await (await script.PatchAsJsonAsync("/api/v1/limits", new { uploadBytesPerSecond = 50_000 })).ReadAsync(HttpStatusCode.OK);
        await (await script.PatchAsJsonAsync("/api/v1/limits", new { uploadSlots = 3 })).ReadAsync(HttpStatusCode.OK);
        var limits = await script.GetAsync("/api/v1/limits", HttpStatusCode.OK);
        Assert.Equal((50_000, 0, 3), ((int)limits["uploadBytesPerSecond"]!, (int)limits["totalBytesPerSecond"]!, (int)limits["uploadSlots"]!));
        Assert.Equal("invalid-limit", (await (await script.PatchAsJsonAsync("/api/v1/limits", new { downloadBytesPerSecond = 5 })).ReadAsync(HttpStatusCode.UnprocessableEntity)).Text("type"));
    }

    [Fact]
    public async Task Throughput_is_averaged_over_steps()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var stats = await script.GetAsync("/api/v1/stats/throughput?windowMs=10000&stepMs=5000", HttpStatusCode.OK);
        Assert.Equal([52, 57], stats["samples"]!.AsArray().Select(sample => (int)sample!["downBytesPerSecond"]!));
    }

    [Fact]
    public async Task Health_and_metrics_tell_how_the_node_does()
    {
        await using var control = await TestControl.StartAsync();
        using var stranger = control.Stranger();
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/health/ready")).StatusCode);
        using var script = control.Script();
        Assert.Equal(HttpStatusCode.OK, (await script.GetAsync("/health/ready")).StatusCode);
        var metrics = await script.GetStringAsync("/metrics");
        Assert.Matches("""webp2p_drops_total\{[^}]*reason="badSignature"[^}]*\} 3""", metrics);
        Assert.Matches("""webp2p_transferred_bytes_total\{[^}]*direction="down"[^}]*\} 20""", metrics);
        Assert.Matches("""webp2p_links\{[^}]*overlay="napster"[^}]*\} 1""", metrics);
        Assert.Contains("webp2p_searches_total", metrics, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> RangeAsync(HttpClient client, string path, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(from, to) } };
        return await client.SendAsync(request);
    }
}
