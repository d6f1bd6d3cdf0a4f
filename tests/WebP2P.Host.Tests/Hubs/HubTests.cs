using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Hubs;

public sealed class HubTests
{
    [Fact]
    public async Task A_search_followed_over_a_break_ends_equal_to_REST()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        var id = control.Searches.Start(new("harry potter")).Value!.Id;
        await follower.Connection.InvokeAsync("WatchSearch", id);
        control.Searches.Found(id, FakeShares.Content(1, 10), "one");
        control.Searches.Found(id, FakeShares.Content(2, 20), "two");
        await follower.Until(seen => seen.Results.Count == 2);
        await follower.CutAsync(() =>
        {
            control.Searches.Found(id, FakeShares.Content(1, 10), "one under another name");
            control.Searches.Found(id, FakeShares.Content(3, 30), "three");
        });
        await follower.Connection.InvokeAsync("WatchSearch", id);
        control.Searches.Found(id, FakeShares.Content(4, 40), "four");
        control.Searches.End(id, SearchState.Completed);
        await follower.Until(seen => seen.Has("SearchEnded"));
        using var script = control.Script();
        var rest = await script.GetAsync($"/api/v1/searches/{id}/results", HttpStatusCode.OK);
        Assert.Equal(4, follower.Results.Count);
        foreach (var result in rest["items"]!.AsArray())
            Assert.True(JsonNode.DeepEquals(result, follower.Results[$"{result.Text("hash")}-{result!["size"]}"]), result!.ToJsonString());
        Assert.Equal("completed", follower.Received.Last(item => item.Name == "SearchEnded").Push["search"].Text("state"));
    }

    [Fact]
    public async Task A_download_followed_over_a_break_ends_equal_to_REST_and_nothing_is_told_twice()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        await follower.SubscribeAsync("transfers");
        var id = (await control.Downloads.StartAsync(new DownloadStart(FakeShares.Content(1, 100)), default)).Value!.Id;
        control.Downloads.Moved(id, DownloadState.Running);
        control.Downloads.Arrived(id, 40);
        await follower.Until(seen => seen.Downloads.GetValueOrDefault(id.ToString()) is { } known && (long)known["bytesDone"]! == 40);
        await follower.CutAsync(() =>
        {
            foreach (var state in new[] { DownloadState.Paused, DownloadState.Running, DownloadState.Verifying, DownloadState.Completed }) control.Downloads.Moved(id, state);
        });
        var answer = await follower.SubscribeAsync("transfers");
        Assert.Equal((4, false), ((int)answer["replayed"]!, (bool)answer["reset"]!));
        await follower.Until(seen => seen.Downloads[id.ToString()].Text("state") == "completed");
        var states = follower.Received.Where(item => item.Name == "DownloadStateChanged").Select(item => (item.Push.Text("state"), (long)item.Push["seq"]!)).ToList();
        Assert.Equal(["waiting", "running", "paused", "running", "verifying", "completed"], states.Select(state => state.Item1));
        Assert.Equal([1, 2, 3, 4, 5, 6], states.Select(state => state.Item2));
        using var script = control.Script();
        var rest = await script.GetAsync($"/api/v1/downloads/{id}", HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(rest, follower.Downloads[id.ToString()]));
    }

    [Fact]
    public async Task Another_run_of_the_program_or_too_long_a_gap_is_told_as_a_reset()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        var other = await follower.Connection.InvokeAsync<JsonObject>("Subscribe", new[] { "transfers" }, "another", 0L);
        Assert.True((bool)other["reset"]!);
        for (var number = 0; number <= NodeFeed.KeptMax; number++) control.Feed.Publish(new DownloadRemoved(Guid.Empty));
        var gap = await follower.Connection.InvokeAsync<JsonObject>("Subscribe", new[] { "shares" }, control.Feed.Epoch, 0L);
        Assert.True((bool)gap["reset"]!);
        Assert.Equal(NodeFeed.KeptMax + 1, (long)gap["seq"]!);
    }

    [Fact]
    public async Task Events_go_only_to_those_who_asked()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        await follower.SubscribeAsync("shares", "node");
        await follower.Connection.InvokeAsync("Unsubscribe", new[] { "node" });
        var mine = (await control.Downloads.StartAsync(new DownloadStart(FakeShares.Content(1, 100)), default)).Value!.Id;
        var other = (await control.Downloads.StartAsync(new DownloadStart(FakeShares.Content(2, 100)), default)).Value!.Id;
        await follower.Connection.InvokeAsync("WatchDownload", mine);
        control.Downloads.Moved(other, DownloadState.Running);
        control.Downloads.Moved(mine, DownloadState.Running);
        control.Feed.Publish(new NodeStatusChanged(new FakeStatus().Node));
        control.Feed.Publish(new SharesChanged([]));
        await follower.Until(seen => seen.Has("SharesChanged"));
        Assert.Equal([mine.ToString()], follower.Downloads.Keys);
        Assert.DoesNotContain(follower.Received, item => item.Name == "NodeStatusChanged");
        await follower.Connection.InvokeAsync("UnwatchDownload", mine);
        control.Downloads.Moved(mine, DownloadState.Completed);
        control.Feed.Publish(new SharesChanged([]));
        await follower.Until(seen => seen.Received.Count(item => item.Name == "SharesChanged") == 2);
        Assert.Equal("running", follower.Downloads[mine.ToString()].Text("state"));
    }

    [Fact]
    public async Task A_streamed_search_gives_its_hits_and_ends_with_it()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        var stream = follower.Connection.StreamAsync<JsonObject>("StreamSearch", new { query = "x" });
        await using var hits = stream.GetAsyncEnumerator();
        var first = hits.MoveNextAsync().AsTask();
        var id = await OneSearchAsync(control);
        control.Searches.Found(id, FakeShares.Content(1, 10), "one");
        Assert.True(await first.Soon());
        Assert.Equal("one", hits.Current.Text("name"));
        control.Searches.End(id, SearchState.Completed);
        Assert.False(await hits.MoveNextAsync().AsTask().Soon());
    }

    [Fact]
    public async Task Ending_a_stream_ends_the_search_behind_it()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        var cancelled = new TaskCompletionSource();
        using var subscription = control.Feed.Subscribe(entry =>
        {
            if (entry.Event is SearchEnded { Search.State: SearchState.Cancelled }) cancelled.TrySetResult();
        });
        using var stop = new CancellationTokenSource();
        await using var hits = follower.Connection.StreamAsync<JsonObject>("StreamSearch", new { query = "x" }, stop.Token).GetAsyncEnumerator(stop.Token);
        var first = hits.MoveNextAsync().AsTask();
        var id = await OneSearchAsync(control);
        control.Searches.Found(id, FakeShares.Content(1, 10), "one");
        await first.Soon();
        await stop.CancelAsync();
        await cancelled.Task.Soon();
    }

    [Fact]
    public async Task What_cannot_be_followed_is_refused_with_a_reason()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        foreach (var (method, argument) in new (string, object)[] { ("WatchSearch", Guid.Empty), ("WatchDownload", Guid.Empty) })
            Assert.Contains("There is no such", (await Assert.ThrowsAsync<HubException>(() => follower.Connection.InvokeAsync(method, argument))).Message, StringComparison.Ordinal);
        Assert.Contains("WatchSearch", (await Assert.ThrowsAsync<HubException>(() => follower.Connection.InvokeAsync("Subscribe", new[] { "search" }, null, null))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubException>(() => follower.Connection.InvokeAsync("Subscribe", new[] { "weather" }, null, null));
    }

    [Fact]
    public async Task Without_the_key_no_hub_opens()
    {
        await using var control = await TestControl.StartAsync();
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(control.Address, $"/hubs/node?access_token={control.Key}")).Build();
        await Assert.ThrowsAsync<HttpRequestException>(() => connection.StartAsync());
    }

    private static async Task<Guid> OneSearchAsync(TestControl control)
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        while (control.Searches.List().Count == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return control.Searches.List()[0].Id;
    }
}
