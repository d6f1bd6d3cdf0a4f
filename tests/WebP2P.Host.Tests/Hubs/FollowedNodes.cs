using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Hubs;

/// <summary>Alice, whose hub is followed, and Bob, who has many small files and one that takes a while.</summary>
internal sealed class FollowedNodes : IAsyncDisposable
{
    public const int SmallFiles = 30;

    private const long RateBytesPerSecond = 20_000_000;
    private const int BookBytes = 6_000_000;

    private FollowedNodes(SlowNode bob, TestNode alice)
    {
        Bob = bob;
        Alice = alice;
    }

    public TestNode Alice { get; }

    private SlowNode Bob { get; }

    public static async Task<FollowedNodes> StartAsync()
    {
        var bob = await SlowNode.StartAsync("bob", RateBytesPerSecond);
        var alice = await TestNode.StartAsync("alice", bob.PeerAddress);
        for (var i = 0; i < SmallFiles; i++) bob.Node.Share($"chapter {i}.txt", [(byte)i, 1, 2]);
        bob.Node.Share("the whole book.bin", RandomNumberGenerator.GetBytes(BookBytes));
        await bob.Node.RescanAsync();
        return new FollowedNodes(bob, alice);
    }

    public async Task<string> StartSearchAsync() => (await Alice.PostAsync("searches", new { query = "chapter" })).GetProperty("id").GetString()!;

    public Task SearchEndedAsync(string search) => TestNode.UntilAsync(async () => (await Alice.GetAsync($"searches/{search}")).GetProperty("state").GetString() == "completed");

    /// <summary>As REST shows them, by content.</summary>
    public async Task<Dictionary<string, JsonObject>> ResultsAsync(string search)
    {
        var page = await Alice.Http.GetAsync($"searches/{search}/results", HttpStatusCode.OK);
        return page["items"]!.AsArray().ToDictionary(result => $"{result.Text("hash")}-{result!["size"]}", result => result!.AsObject());
    }

    /// <summary>A copy that begins and stands still on its way, until <see cref="PauseAndResumeAsync"/> was done.</summary>
    public async Task<string> StartDownloadAsync()
    {
        var (search, results) = await Alice.SearchAsync("whole book");
        var result = Assert.Single(results);
        Bob.HoldAfter(BookBytes / 3);
        var download = await Alice.PostAsync("downloads", new { hash = result.GetProperty("hash").GetString(), size = result.GetProperty("size").GetInt64(), searchId = search });
        return download.GetProperty("id").GetString()!;
    }

    /// <summary>Two changes of state that a client misses while it is away.</summary>
    public async Task PauseAndResumeAsync(string download)
    {
        await Alice.PostAsync($"downloads/{download}/pause", new { });
        await Alice.PostAsync($"downloads/{download}/resume", new { });
        Bob.HoldAfter(long.MaxValue);
    }

    public Task<JsonObject> DownloadAsync(string download) => Alice.Http.GetAsync($"downloads/{download}", HttpStatusCode.OK);

    public async ValueTask DisposeAsync()
    {
        await Alice.DisposeAsync();
        await Bob.DisposeAsync();
    }
}
