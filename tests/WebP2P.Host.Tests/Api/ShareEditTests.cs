using System.Net;
using System.Net.Http.Json;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Api;

public sealed class ShareEditTests
{
    [Fact]
    public async Task A_share_is_changed_only_as_it_was_seen()
    {
        await using var control = await TestControl.StartAsync();
        var path = $"/api/v1/shares/{control.Shares.Add("/music", automatic: false).Value!.Id}";
        using var script = control.Script();
        var seen = await TagAsync(script, path);

        using var first = await PatchAsync(script, path, new { name = "Records" }, seen);
        Assert.Equal("Records", (await first.ReadAsync(HttpStatusCode.OK)).Text("name"));
        var newer = first.Headers.ETag!.Tag;
        Assert.NotEqual(seen, newer);
        Assert.Equal(newer, await TagAsync(script, path));

        using var stale = await PatchAsync(script, path, new { name = "Others" }, seen);
        Assert.Equal("changed-meanwhile", (await stale.ReadAsync(HttpStatusCode.PreconditionFailed)).Text("type"));
        using var rules = await PatchAsync(script, path, new { rules = new { patterns = (string[])["*.log"], smallestBytes = 5 } }, newer);
        var changed = await rules.ReadAsync(HttpStatusCode.OK);
        Assert.Equal("Records", changed.Text("name"));
        Assert.Equal("*.log", (string)changed["rules"]!["patterns"]![0]!);
        Assert.Equal(5, (long)changed["rules"]!["smallestBytes"]!);
        Assert.Null(changed["rules"]!["largestBytes"]);
    }

    [Fact]
    public async Task Figures_that_change_by_themselves_do_not_change_the_tag()
    {
        await using var control = await TestControl.StartAsync();
        var share = control.Shares.Add("/music", automatic: false).Value!;
        using var script = control.Script();
        var seen = await TagAsync(script, $"/api/v1/shares/{share.Id}");
        control.Shares.Replace(share with { Files = 7_000, ScannedAt = DateTimeOffset.UtcNow });
        Assert.Equal(seen, await TagAsync(script, $"/api/v1/shares/{share.Id}"));
    }

    [Fact]
    public async Task A_taken_name_names_the_other_share_and_unknown_fields_are_errors()
    {
        await using var control = await TestControl.StartAsync();
        var path = $"/api/v1/shares/{control.Shares.Add("/music", automatic: false).Value!.Id}";
        using var script = control.Script();
        using var taken = await PatchAsync(script, path, new { name = "taken" }, null);
        Assert.Equal(path, (await taken.ReadAsync(HttpStatusCode.Conflict)).Text("existing"));
        using var unknown = await PatchAsync(script, path, new { title = "x" }, null);
        await unknown.ReadAsync(HttpStatusCode.BadRequest);
        using var missing = await PatchAsync(script, $"/api/v1/shares/{Guid.NewGuid()}", new { name = "x" }, null);
        await missing.ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rules_for_all_shares_are_read_previewed_and_changed()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        const string path = "/api/v1/library/rules";
        var seen = await TagAsync(script, path);
        Assert.Contains("Thumbs.db", (await script.GetAsync(path, HttpStatusCode.OK))["patterns"]!.AsArray().Select(pattern => (string)pattern!));
        var preview = await script.PostAsync(path + "/preview", new { patterns = (string[])["*.a", "*.b"] }, HttpStatusCode.OK);
        Assert.Equal((2, 10, true), ((long)preview["hidden"]!["files"]!, (long)preview["hidden"]!["bytes"]!, (bool)preview["complete"]!));
        using var changed = await PatchAsync(script, path, new { patterns = (string[])["*.a"] }, seen);
        Assert.Single((await changed.ReadAsync(HttpStatusCode.OK))["patterns"]!.AsArray());
        using var stale = await PatchAsync(script, path, new { patterns = (string[])["*.b"] }, seen);
        await stale.ReadAsync(HttpStatusCode.PreconditionFailed);
        using var halved = await PatchAsync(script, path, new { offerHidden = true }, null);
        await halved.ReadAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Left_out_files_are_listed_in_pages()
    {
        await using var control = await TestControl.StartAsync();
        var share = control.Shares.Add("/music", automatic: false).Value!;
        control.Shares.Replace(share with { Skipped = [.. Enumerable.Range(0, 5).Select(number => new WebP2P.Node.Control.SkippedFile($"{number}", "links are not followed"))] });
        using var script = control.Script();
        var path = $"/api/v1/shares/{share.Id}/skipped?limit=3";
        var first = await script.GetAsync(path, HttpStatusCode.OK);
        var second = await script.GetAsync($"{path}&cursor={first.Text("nextCursor")}", HttpStatusCode.OK);
        Assert.Equal(["0", "1", "2", "3", "4"], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(skipped => skipped.Text("path")));
        Assert.Null(second["nextCursor"]);
    }

    [Fact]
    public async Task The_library_is_listed_whole_by_folder_and_by_query()
    {
        await using var control = await TestControl.StartAsync();
        control.Shares.AddFile("notes.txt", "0123456789");
        using var script = control.Script();
        var file = Assert.Single((await script.GetAsync("/api/v1/library", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal(("file", "notes.txt", "share/notes.txt"), (file.Text("type"), file.Text("name"), file.Text("path")));
        var folder = await script.GetAsync("/api/v1/library?path=share", HttpStatusCode.OK);
        Assert.Equal(("folder", "share/deep"), (folder["items"]![0].Text("type"), folder["items"]![0].Text("path")));
        Assert.Equal("next", folder.Text("nextCursor"));
        Assert.Equal("invalid-query", (await script.GetAsync("/api/v1/library?query=%22open", HttpStatusCode.UnprocessableEntity)).Text("type"));
        var same = Assert.Single((await script.GetAsync("/api/v1/library/duplicates", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal((3, 10), ((long)same!["copies"]!, (long)same["wastedBytes"]!));
    }

    private static async Task<string> TagAsync(HttpClient script, string path)
    {
        using var answer = await script.GetAsync(path);
        return answer.EnsureSuccessStatusCode().Headers.ETag!.Tag;
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient script, string path, object body, string? seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(body) };
        if (seen is not null) request.Headers.TryAddWithoutValidation("If-Match", seen);
        return await script.SendAsync(request);
    }
}
