using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Hubs;
using WebP2P.Host.Tests.Story;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Lab;

public sealed class LabApiTests
{
    private const string Runs = "/api/v1/lab/runs";

    [Fact]
    public async Task A_run_is_started_watched_read_and_forgotten()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var location = await StartAsync(script, new { nodes = 500, seed = 9, churn = "exp:60" });
        await TestNode.UntilAsync(() => Task.FromResult(control.Lab.Works.Count == 1));
        Assert.Equal(new LabOptions { Nodes = 500, Seed = 9, ChurnShapePerMille = 1000, ChurnScaleMs = 60_000 }, control.Lab.Works[0].Options);
        Assert.Equal("no-trace", (await script.GetAsync(location + "/trace", HttpStatusCode.Conflict)).Text("type"));

        control.Lab.Works[0].Progress(new LabProgress(2, 10, 300, 4000));
        var running = await script.GetAsync(location, HttpStatusCode.OK);
        Assert.Equal(("running", 2, 300L), (running.Text("state"), (int)running["progress"]!["queriesDone"]!, (long)running["progress"]!["events"]!));

        control.Lab.Works[0].End.SetResult(new LabOutcome(FakeLabWorker.Result(), "Done."));
        await TestNode.UntilAsync(async () => (await script.GetAsync(location, HttpStatusCode.OK)).Text("state") == "completed");
        var done = await script.GetAsync(location, HttpStatusCode.OK);
        Assert.Equal(
            ["reached", "messages", "messagesPerNode", "duplicates", "successRate", "hopsMean", "hopsP50", "hopsP99", "firstHitMs", "bytes", "events", "eventsPerSecond", "digest"],
            done["figures"]!.AsObject().Select(figure => figure.Key));
        Assert.Equal(12, (long)done["drops"]!["lost"]!);
        var first = await script.GetAsync(location + "/trace?limit=3", HttpStatusCode.OK);
        var rest = await script.GetAsync(location + $"/trace?cursor={first["nextCursor"]}", HttpStatusCode.OK);
        Assert.Equal(7, first["items"]!.AsArray().Count + rest["items"]!.AsArray().Count);
        Assert.Equal("""{"atMs":0,"from":7,"to":1,"ttl":4,"hops":0,"kind":"query"}""", first["items"]![0]!.ToJsonString());

        Assert.Equal(done.Text("id"), Assert.Single((await script.GetAsync(Runs, HttpStatusCode.OK))["items"]!.AsArray()).Text("id"));
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NoContent);
        foreach (var path in (string[])["", "/trace", "/events"])
            Assert.Equal("lab-run-not-found", (await script.GetAsync(location + path, HttpStatusCode.NotFound)).Text("type"));
        await script.PostAsync(location + "/cancel", null, HttpStatusCode.NotFound);
        await (await script.DeleteAsync(location)).ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_under_the_name_of_its_field()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        foreach (var (field, body) in new (string, object)[]
        {
            ("ttl", new { ttl = 8 }),
            ("overlay", new { overlay = "kazaa" }),
            ("strategy", new { strategy = "fast" }),
            ("replicas", new { replicas = 1.5 }),
            ("freeRiders", new { freeRiders = -1 }),
            ("virtualSeconds", new { virtualSeconds = 0 }),
            ("churn", new { churn = "often" }),
            ("delay", new { delay = "5..1" }),
            ("nodes", new { nodes = 100_001 }),
            ("topology", new { topology = "/etc/hostname" }),
            ("$.colour", new { colour = "red" }),
        })
        {
            var problem = await script.PostAsync(Runs, body, HttpStatusCode.BadRequest);
            Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
        }

        Assert.Empty(control.Lab.Works);
    }

    [Fact]
    public async Task Beyond_the_queue_a_run_is_refused_until_there_is_room()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var limits = new LabLimits();
        var last = "";
        for (var number = 0; number < limits.RunsAtOnce + limits.WaitingMax; number++) last = await StartAsync(script, new { nodes = 10 });
        Assert.Equal(limits.WaitingMax, (int)(await script.GetAsync(last, HttpStatusCode.OK))["position"]!);
        Assert.Equal("lab-full", (await script.PostAsync(Runs, new { nodes = 10 }, HttpStatusCode.ServiceUnavailable)).Text("type"));
        Assert.Equal("cancelled", (await script.PostAsync(last + "/cancel", null, HttpStatusCode.OK)).Text("state"));
        await StartAsync(script, new { nodes = 10 });
    }

    [Fact]
    public async Task Events_of_a_run_tell_its_progress_and_end_with_it()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var location = await StartAsync(script, new { nodes = 10 });
        await TestNode.UntilAsync(() => Task.FromResult(control.Lab.Works.Count == 1));
        using var answer = await script.GetAsync(location + "/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        List<(string Name, JsonNode Run)> seen = [];
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            seen.Add((item.EventType, JsonNode.Parse(item.Data)!));
            Assert.Equal(seen[^1].Run["version"]!.ToString(), item.EventId);
            if (seen.Count == 1) control.Lab.Works[0].Progress(new LabProgress(5, 10, 50, 500));
            else control.Lab.Works[0].End.TrySetResult(new LabOutcome(FakeLabWorker.Result(), "Done."));
        }

        Assert.Equal(["progress", "progress", "done"], seen.Select(item => item.Name));
        Assert.Equal(5, (int)seen[1].Run["progress"]!["queriesDone"]!);
        Assert.True(JsonNode.DeepEquals(seen[2].Run, await script.GetAsync(location, HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_streamed_run_ends_with_it_and_goes_on_when_the_stream_is_left()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        await using var follower = await HubFollower.StartAsync(control);
        var id = (await StartAsync(script, new { nodes = 10 })).Split('/')[^1];
        await TestNode.UntilAsync(() => Task.FromResult(control.Lab.Works.Count == 1));
        using (var stop = new CancellationTokenSource())
        {
            await using var left = follower.Connection.StreamAsync<JsonObject>("StreamLabRun", id, stop.Token).GetAsyncEnumerator(stop.Token);
            Assert.True(await left.MoveNextAsync().AsTask().Soon());
            Assert.Equal("running", left.Current.Text("state"));
            await stop.CancelAsync();
        }

        await using var stream = follower.Connection.StreamAsync<JsonObject>("StreamLabRun", id).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync().AsTask().Soon());
        Assert.Equal("running", stream.Current.Text("state"));
        control.Lab.Works[0].End.SetResult(new LabOutcome(FakeLabWorker.Result(), "Done."));
        Assert.True(await stream.MoveNextAsync().AsTask().Soon());
        Assert.Equal("completed", stream.Current.Text("state"));
        Assert.False(await stream.MoveNextAsync().AsTask().Soon());
        var unknown = follower.Connection.StreamAsync<JsonObject>("StreamLabRun", Guid.Empty).GetAsyncEnumerator();
        Assert.Contains("no such run", (await Assert.ThrowsAsync<HubException>(() => unknown.MoveNextAsync().AsTask().Soon())).Message, StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(HttpClient script, object body)
    {
        using var answer = await script.PostAsync(Runs, System.Net.Http.Json.JsonContent.Create(body));
        var run = await answer.ReadAsync(HttpStatusCode.Accepted);
        Assert.Equal($"{Runs}/{run.Text("id")}", answer.Headers.Location!.OriginalString);
        return answer.Headers.Location.OriginalString;
    }
}
