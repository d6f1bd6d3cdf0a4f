using System.Security.Cryptography;
using System.Text.Json;

namespace WebP2P.Host.Tests.Story;

/// <summary>Nodes that others can dial, and nodes that they cannot: those announce a port that nobody listens on.</summary>
public sealed class ReachStoryTests : IAsyncLifetime
{
    private const int SongBytes = 3_000_000;

    private readonly byte[] song = RandomNumberGenerator.GetBytes(SongBytes);
    private readonly byte[] tale = RandomNumberGenerator.GetBytes(SongBytes);
    private readonly List<TestNode> nodes = [];
    private TestNode index = null!;

    public async ValueTask InitializeAsync() => nodes.Add(index = await TestNode.StartAsync("index"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task The_index_dials_a_node_back_and_both_answers_are_shown_with_their_evidence()
    {
        var open = await AddAsync("open", canBeDialled: true);
        var node = await ReachabilityAsync(open, "yes");
        Assert.Matches(@"^127\.0\.0\.1 dialled us back at 127\.0\.0\.1:\d+, answered in \d+ ms\.$", node.GetProperty("reachabilityEvidence").GetString());
        Assert.Contains(open.PeerAddress, node.GetProperty("reachabilityEvidence").GetString());
        Assert.InRange(node.GetProperty("reachabilityAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(1));

        var closed = await AddAsync("closed", canBeDialled: false);
        var evidence = (await ReachabilityAsync(closed, "no")).GetProperty("reachabilityEvidence").GetString();
        Assert.Contains("did not reach us: connection refused", evidence);

        using var asked = await open.Http.PostAsync("network/reachability-checks", null);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, asked.StatusCode);
        var before = node.GetProperty("reachabilityAt").GetDateTimeOffset();
        await TestNode.UntilAsync(async () => (await open.GetAsync("node")).GetProperty("reachabilityAt").GetDateTimeOffset() > before);
        Assert.True((await open.GetAsync("node")).GetProperty("reachabilityAt").GetDateTimeOffset() > before);
    }

    [Fact]
    public async Task A_node_that_is_its_own_index_server_says_why_nobody_knows_whether_it_can_be_reached()
    {
        var alone = await index.GetAsync("node");
        Assert.Equal("unknown", alone.GetProperty("reachability").GetString());
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("reachabilityAt").ValueKind);
        Assert.Contains("its own index server, which would only dial itself", alone.GetProperty("reachabilityEvidence").GetString(), StringComparison.Ordinal);
        var other = await AddAsync("other", canBeDialled: true);
        await ReachabilityAsync(other, "yes");
        Assert.Contains("its own index server", (await index.GetAsync("node")).GetProperty("reachabilityEvidence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_nodes_of_which_one_can_be_dialled_each_copies_from_the_other()
    {
        var open = await AddAsync("open", canBeDialled: true, ("candle song.ogg", song));
        var closed = await AddAsync("closed", canBeDialled: false, ("hidden tale.txt", tale));
        await ReachabilityAsync(closed, "no");
        await ReachabilityAsync(open, "yes");

        Assert.Equal(tale, await CopyAsync(open, "hidden"));
        Assert.Equal(song, await CopyAsync(closed, "candle"));
    }

    [Fact]
    public async Task Two_nodes_that_cannot_be_dialled_hear_that_they_need_a_relay()
    {
        var one = await AddAsync("one", canBeDialled: false, ("candle song.ogg", song));
        var other = await AddAsync("other", canBeDialled: false);
        await ReachabilityAsync(one, "no");
        await ReachabilityAsync(other, "no");

        var id = await StartAsync(other, "candle");
        await TestNode.UntilAsync(async () => (await ReasonsAsync(other, id)).Contains("needs a relay", StringComparison.Ordinal));
        Assert.Contains("neither can be dialled; needs a relay, which this version does not have", await ReasonsAsync(other, id));
    }

    private static async Task<string> ReasonsAsync(TestNode node, string download) => (await node.GetAsync($"downloads/{download}")).ToString();

    private static async Task<byte[]> CopyAsync(TestNode node, string words)
    {
        var done = await node.CompletedAsync(await StartAsync(node, words));
        Assert.Equal("completed", done.GetProperty("state").GetString());
        return await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!);
    }

    private static async Task<string> StartAsync(TestNode node, string words)
    {
        var (search, results) = await node.SearchAsync(words);
        var found = Assert.Single(results);
        var download = await node.PostAsync("downloads", new { hash = found.GetProperty("hash").GetString(), size = found.GetProperty("size").GetInt64(), searchId = search });
        return download.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> ReachabilityAsync(TestNode node, string expected)
    {
        JsonElement view = default;
        await TestNode.UntilAsync(async () => (view = await node.GetAsync("node")).GetProperty("reachability").GetString() == expected);
        Assert.Equal(expected, view.GetProperty("reachability").GetString());
        return view;
    }

    private async Task<TestNode> AddAsync(string name, bool canBeDialled, params (string Name, byte[] Bytes)[] files)
    {
        var closedPort = canBeDialled ? null : $"127.0.0.1:{FreePorts.Next()}";
        var node = await TestNode.StartAsync(name, index.PeerAddress, options => options with { Announce = closedPort });
        nodes.Add(node);
        foreach (var (fileName, bytes) in files) node.Share(fileName, bytes);
        if (files.Length > 0) await node.RescanAsync();
        return node;
    }
}
