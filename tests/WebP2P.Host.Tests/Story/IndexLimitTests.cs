using System.Text.Json;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Story;

/// <summary>An index server whose operator chose tighter limits.</summary>
public sealed class IndexLimitTests : IAsyncLifetime
{
    private TestNode index = null!;

    public async ValueTask InitializeAsync() =>
        index = await TestNode.StartAsync("index", change: options => options with { IndexLimits = new IndexServerOptions { FilesPerNodeMax = 2 } });

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_node_that_shares_more_files_than_the_operator_allows_is_told_and_counted()
    {
        await using var bob = await TestNode.StartAsync("bob", index.PeerAddress);
        for (var number = 1; number <= 3; number++) bob.Share($"song {number}.ogg", [(byte)number, 1]);
        foreach (var share in (await bob.GetAsync("shares")).GetProperty("items").EnumerateArray())
            await bob.Http.PostAsync($"shares/{share.GetProperty("id").GetString()}/rescan", null);

        JsonElement refusal = default;
        await TestNode.UntilAsync(async () => (refusal = Refusal(await index.GetAsync("index"))).ValueKind == JsonValueKind.Object);
        Assert.Equal((await bob.GetAsync("node")).GetProperty("id").GetString(), refusal.GetProperty("lastNode").GetString());
        await TestNode.UntilAsync(async () => (await bob.GetAsync("overlays/napster")).GetProperty("reason").GetString()!.Contains("at most 2 files", StringComparison.Ordinal));
    }

    private static JsonElement Refusal(JsonElement view) =>
        view.GetProperty("refusals").EnumerateArray().FirstOrDefault(refusal => refusal.GetProperty("reason").GetString() == "tooManyFiles");
}
