using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Api;

public sealed class EventStreamTests
{
    [Fact]
    public async Task A_search_followed_by_events_over_a_break_ends_equal_to_REST()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var id = control.Searches.Start(new("x")).Value!.Id;
        control.Searches.Found(id, FakeShares.Content(1, 10), "one");
        var results = new Dictionary<string, JsonNode>();
        string? last = null;
        await using (var first = await OpenAsync(script, $"/api/v1/searches/{id}/events", null))
        {
            await foreach (var item in first.Items)
            {
                last = item.EventId;
                Take(item, results);
                if (item.EventType == "hit" && results.Count == 1) control.Searches.Found(id, FakeShares.Content(2, 20), "two");
                if (results.Count == 2) break;
            }
        }

        Assert.Equal("2", last);
        control.Searches.Found(id, FakeShares.Content(1, 10), "one more source");
        control.Searches.Found(id, FakeShares.Content(3, 30), "three");
        control.Searches.End(id, SearchState.Completed);
        var names = new List<string>();
        await using var second = await OpenAsync(script, $"/api/v1/searches/{id}/events", last);
        await foreach (var item in second.Items)
        {
            names.Add(item.EventType);
            Take(item, results);
        }

        Assert.Equal(["hit", "hit", "done"], names);
        var rest = await script.GetAsync($"/api/v1/searches/{id}/results", HttpStatusCode.OK);
        Assert.Equal(3, results.Count);
        foreach (var result in rest["items"]!.AsArray()) Assert.True(JsonNode.DeepEquals(result, results[result.Text("hash")]));
    }

    [Fact]
    public async Task Changes_of_state_are_read_in_batches_without_gap()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var id = (await control.Downloads.StartAsync(new DownloadStart(FakeShares.Content(1, 100)), default)).Value!.Id;
        var first = await script.GetAsync("/api/v1/events", HttpStatusCode.OK);
        Assert.Equal(["downloadStateChanged"], first["items"]!.AsArray().Select(item => item.Text("type")));
        var since = $"{first.Text("epoch")}-{first["seq"]}";
        Assert.Empty((await script.GetAsync($"/api/v1/events?since={since}", HttpStatusCode.OK))["items"]!.AsArray());
        control.Downloads.Moved(id, DownloadState.Running);
        control.Downloads.Arrived(id, 5);
        await control.Downloads.RemoveAsync(id, false, default);
        var next = await script.GetAsync($"/api/v1/events?since={since}", HttpStatusCode.OK);
        Assert.Equal(["downloadStateChanged", "downloadRemoved"], next["items"]!.AsArray().Select(item => item.Text("type")));
        Assert.Equal(3, (long)next["items"]![1]!["data"]!["seq"]!);
        var removed = await script.GetAsync($"/api/v1/events?since={since}&types=downloadRemoved", HttpStatusCode.OK);
        Assert.Equal(id.ToString(), Assert.Single(removed["items"]!.AsArray())!["data"].Text("id"));
    }

    [Fact]
    public async Task A_gap_that_is_too_old_is_said_with_where_to_begin_anew()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        for (var number = 0; number < NodeFeed.KeptMax + 10; number++) control.Feed.Publish(new DownloadRemoved(Guid.Empty));
        var problem = await script.GetAsync("/api/v1/events?since=5", HttpStatusCode.Gone);
        Assert.Equal(("events-expired", 11L), (problem.Text("type"), (long)problem["oldestSeq"]!));
        await script.GetAsync("/api/v1/events?since=10", HttpStatusCode.OK);
        await script.GetAsync($"/api/v1/events?since=another-{control.Feed.Seq}", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task The_live_stream_goes_on_after_the_last_event_that_was_seen()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        control.Feed.Publish(new DownloadRemoved(Guid.Empty));
        var last = $"{control.Feed.Epoch}-{control.Feed.Seq}";
        control.Feed.Publish(new SharesChanged([]));
        await using var stream = await OpenAsync(script, "/api/v1/events", last);
        var seen = new List<(string, string?)>();
        await foreach (var item in stream.Items)
        {
            seen.Add((item.EventType, item.EventId));
            if (seen.Count == 1) control.Feed.Publish(new DownloadRemoved(Guid.Empty));
            else break;
        }

        Assert.Equal([("sharesChanged", $"{control.Feed.Epoch}-2"), ("downloadRemoved", $"{control.Feed.Epoch}-3")], seen);
    }

    private static void Take(SseItem<string> item, Dictionary<string, JsonNode> results)
    {
        if (item.EventType == "hit") results[JsonNode.Parse(item.Data).Text("hash")] = JsonNode.Parse(item.Data)!;
    }

    private static async Task<OpenStream> OpenAsync(HttpClient client, string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new OpenStream(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed record OpenStream(HttpResponseMessage Answer, SseParser<string> Parser) : IAsyncDisposable
    {
        public IAsyncEnumerable<SseItem<string>> Items => Parser.EnumerateAsync();

        public ValueTask DisposeAsync()
        {
            Answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
