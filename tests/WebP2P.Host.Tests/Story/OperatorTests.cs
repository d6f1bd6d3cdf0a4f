using System.Net.Http.Json;
using System.Text.Json;
using WebP2P.Host.Tests.Hubs;

namespace WebP2P.Host.Tests.Story;

/// <summary>The operator of an index server, with real nodes that register and search there.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private const string Sentence = "The operator of this index server has blocked this node.";

    private TestNode index = null!;
    private TestNode alice = null!;
    private TestNode bob = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestNode.StartAsync("index", change: options => options with { PeerListen = FreePorts.Address() });
        alice = await TestNode.StartAsync("alice", index.PeerAddress);
        bob = await TestNode.StartAsync("bob", index.PeerAddress);
        bob.Share("Harry Potter.txt", [1, 2, 3]);
        bob.Share("Potter's garden.txt", [4, 5, 6, 7]);
        await bob.RescanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { alice, bob, index })
            if (node is not null) await node.DisposeAsync();
    }

    [Fact]
    public async Task A_blocked_content_is_found_by_nobody_until_it_is_let_in_again_also_after_a_restart()
    {
        var found = (await alice.SearchAsync("harry potter")).Results;
        var block = await index.PostAsync("index/blocks", new { hash = Text(Assert.Single(found), "hash"), size = 3, note = "not what it says" });
        Assert.Equal("Potter's garden.txt", Text(Assert.Single((await alice.SearchAsync("potter")).Results), "name"));
        Assert.Empty((await alice.SearchAsync($"hash:{Text(found[0], "hash")}")).Results);

        var address = index.PeerAddress;
        await index.StopAsync();
        await index.StartAsync(address);
        await FindsAsync(1);
        Assert.Equal("not what it says", Text(Assert.Single(Items(await index.GetAsync("index/blocks"))), "note"));

        using var removed = await index.Http.DeleteAsync($"index/blocks/{Text(block, "id")}");
        Assert.True(removed.IsSuccessStatusCode);
        Assert.Equal(2, (await alice.SearchAsync("potter")).Results.Count);
    }

    [Fact]
    public async Task A_blocked_node_is_gone_from_every_answer_at_once_and_told_why()
    {
        var bobsId = Text(await bob.GetAsync("node"), "id");
        var block = await index.PostAsync("index/blocks", new { nodeId = bobsId });
        Assert.Empty((await alice.SearchAsync("potter")).Results);
        await TestNode.UntilAsync(async () => await bob.GetAsync("overlays/napster") is var way
            && Text(way, "reason").Contains(Sentence, StringComparison.Ordinal) && Text(way, "state") == "failed" && way.GetProperty("links").GetInt32() == 1);

        var (search, results) = await bob.SearchAsync("potter");
        Assert.Empty(results);
        Assert.Contains(Sentence, (await bob.GetAsync($"searches/{search}")).ToString(), StringComparison.Ordinal);

        var rows = Items(await index.GetAsync("index/nodes"));
        var row = rows.Single(node => Text(node, "nodeId") == bobsId);
        Assert.Equal(("bob", false, 2, Text(block, "id")), (Text(row, "name"), row.GetProperty("online").GetBoolean(), row.GetProperty("files").GetInt32(), Text(row, "blockId")));
        await TestNode.UntilAsync(async () => Refusals(await index.GetAsync("index")).Any(refusal => Text(refusal, "reason") == "blockedNode"));
        var refused = Refusals(await index.GetAsync("index")).First(refusal => Text(refusal, "reason") == "blockedNode");
        Assert.Equal((bobsId, Sentence), (Text(refused, "lastNode"), Text(refused, "lastSentence")));
    }

    [Fact]
    public async Task A_node_does_not_block_itself()
    {
        var own = Text(await index.GetAsync("node"), "id");
        using var answer = await index.Http.PostAsJsonAsync("index/blocks", new { nodeId = own });
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("own-node", Text(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, "type"));
        Assert.Empty(Items(await index.GetAsync("index/blocks")));
    }

    [Fact]
    public async Task The_operator_sees_who_is_there_and_what_was_asked()
    {
        await alice.SearchAsync("harry potter");
        // Names are counted behind the commits.
        JsonElement view = default;
        await TestNode.UntilAsync(async () => (view = await index.GetAsync("index")).GetProperty("queriesLastMinute").GetInt64() > 0 && view.GetProperty("names").GetInt64() == 2);
        Assert.Equal((3, 2L, 2L), (view.GetProperty("nodesOnline").GetInt32(), view.GetProperty("names").GetInt64(), view.GetProperty("contents").GetInt64()));
        Assert.True(view.GetProperty("sizeBytes").GetInt64() > 0);
        Assert.True(view.GetProperty("namesRegistered").GetInt64() >= 2);
        var query = Items(await index.GetAsync("index/queries")).Single(slow => Text(slow, "text") == "harry potter");
        Assert.Equal(("alice", 1), (Text(query, "nodeName"), query.GetProperty("hits").GetInt32()));
        Assert.True(query.GetProperty("rowsLookedAt").GetInt64() >= 1);
        Assert.Equal(["alice", "bob", "index"], Items(await index.GetAsync("index/nodes")).Where(node => node.GetProperty("online").GetBoolean()).Select(node => Text(node, "name")).Order());
    }

    [Fact]
    public async Task Blocks_are_told_in_the_order_in_which_they_were_made_and_figures_when_they_change()
    {
        await using var follower = await HubFollower.StartAsync(new Uri(index.Host.Address), index.Host.ControlKey);
        await follower.SubscribeAsync("network");
        var block = await index.PostAsync("index/blocks", new { hash = new string('a', 64) });
        using var removed = await index.Http.DeleteAsync($"index/blocks/{Text(block, "id")}");
        var items = Items(await index.GetAsync("events?types=indexBlocksChanged")).Select(item => item.GetProperty("data")).ToList();
        Assert.Equal([1, 0], items.Select(item => item.GetProperty("blockedContents").GetInt32()));
        Assert.Equal(Text(block, "id"), Text(items[0].GetProperty("added"), "id"));
        Assert.Equal(Text(block, "id"), Text(items[1], "removedId"));

        await alice.SearchAsync("potter");
        await follower.Until(seen => seen.Received.Any(push => push.Name == "IndexChanged" && (long)push.Push["index"]!["queries"]! > 0));
        Assert.Equal(2, follower.Received.Count(push => push.Name == "IndexBlocksChanged"));
    }

    private async Task FindsAsync(int results) =>
        await TestNode.UntilAsync(async () => (await alice.SearchAsync("potter")).Results.Count == results);

    private static List<JsonElement> Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    private static List<JsonElement> Refusals(JsonElement view) => [.. view.GetProperty("refusals").EnumerateArray()];

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
