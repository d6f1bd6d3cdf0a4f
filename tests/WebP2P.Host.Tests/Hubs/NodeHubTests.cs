using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Hubs;

/// <summary>The .NET client on the hub of a real node that searches and copies.</summary>
public sealed class NodeHubTests
{
    [Fact]
    public async Task A_real_search_followed_over_a_break_ends_equal_to_REST()
    {
        await using var nodes = await FollowedNodes.StartAsync();
        await using var follower = await HubFollower.StartAsync(new Uri(nodes.Alice.Host.Address), nodes.Alice.Host.ControlKey);
        var search = await nodes.StartSearchAsync();
        await follower.Connection.InvokeAsync("WatchSearch", search);
        await follower.CutAsync(() => nodes.SearchEndedAsync(search));
        await follower.Connection.InvokeAsync("WatchSearch", search);
        await follower.Until(seen => seen.Results.Count == FollowedNodes.SmallFiles && seen.Has("SearchEnded"));
        var rest = await nodes.ResultsAsync(search);
        Assert.Equal(rest.Keys.Order(), follower.Results.Keys.Order());
        foreach (var (content, result) in rest) Assert.True(JsonNode.DeepEquals(result, follower.Results[content]), $"{result} {follower.Results[content]}");
    }

    [Fact]
    public async Task A_real_download_followed_over_a_break_ends_equal_to_REST_and_nothing_is_told_twice()
    {
        await using var nodes = await FollowedNodes.StartAsync();
        await using var follower = await HubFollower.StartAsync(new Uri(nodes.Alice.Host.Address), nodes.Alice.Host.ControlKey);
        await follower.SubscribeAsync("transfers");
        var download = await nodes.StartDownloadAsync();
        await follower.Until(seen => seen.Downloads.GetValueOrDefault(download) is { } known && (long)known["bytesDone"]! > 0);
        await follower.CutAsync(() => nodes.PauseAndResumeAsync(download));
        var answer = await follower.SubscribeAsync("transfers");
        Assert.False((bool)answer["reset"]!);
        Assert.InRange((int)answer["replayed"]!, 2, 100);
        await follower.Until(seen => seen.Downloads[download].Text("state") == "completed");

        var rest = await nodes.DownloadAsync(download);
        await TestNode.UntilAsync(async () => JsonNode.DeepEquals(rest = await nodes.DownloadAsync(download), follower.Downloads[download]));
        Assert.Equal("completed", rest.Text("state"));
        var told = follower.Received.Where(item => item.Name == "DownloadStateChanged").Select(item => (long)item.Push["seq"]!).ToList();
        Assert.Equal(told.Distinct().Order(), told);
        Assert.Contains(follower.Received, item => item.Name == "DownloadStateChanged" && item.Push.Text("state") == "paused");
    }
}
