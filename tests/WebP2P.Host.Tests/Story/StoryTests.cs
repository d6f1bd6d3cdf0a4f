using System.Security.Cryptography;
using System.Text.Json;

namespace WebP2P.Host.Tests.Story;

/// <summary>Alice, Bob, Carol and the index server: the whole way over real sockets, driven over REST.</summary>
public sealed class StoryTests : IAsyncLifetime
{
    private const int SongBytes = 3_000_000;

    private readonly byte[] song = Bytes(1, SongBytes);
    private readonly byte[] notes = Bytes(2, 2_000_000);
    private TestNode index = null!;
    private TestNode alice = null!;
    private TestNode bob = null!;
    private TestNode carol = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestNode.StartAsync("index");
        alice = await TestNode.StartAsync("alice", index.PeerAddress);
        bob = await TestNode.StartAsync("bob", index.PeerAddress);
        carol = await TestNode.StartAsync("carol", index.PeerAddress);
        alice.Share("alice's notes.txt", notes);
        bob.Share("Harry Potter, read by candle light.ogg", song);
        carol.Share("HARRY potter (candle) read aloud.ogg", song);
        await Task.WhenAll(alice.RescanAsync(), bob.RescanAsync(), carol.RescanAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { alice, bob, carol, index })
            if (node is not null) await node.DisposeAsync();
    }

    [Fact]
    public async Task One_content_under_two_names_is_one_result_and_the_chosen_source_alone_gives()
    {
        var (search, results) = await alice.SearchAsync("Harry Potter");
        var result = Assert.Single(results);
        Assert.Equal(2, result.GetProperty("sourceCount").GetInt32());
        Assert.Equal(["HARRY potter (candle) read aloud.ogg", "Harry Potter, read by candle light.ogg"], Strings(result.GetProperty("names")).Order(StringComparer.Ordinal));
        var carolId = (await carol.GetAsync("node")).GetProperty("id").GetString()!;
        var sources = (await alice.GetAsync($"searches/{search}/results/{Hash(result)}/sources")).GetProperty("items");
        Assert.Contains(carolId, sources.EnumerateArray().Select(source => source.GetProperty("nodeId").GetString()));

        var download = await alice.PostAsync("downloads", new { hash = Bare(result), size = Size(result), searchId = search, mode = "single", sources = new[] { carolId } });
        var done = await alice.CompletedAsync(download.GetProperty("id").GetString()!);
        Assert.Equal(SHA256.HashData(song), SHA256.HashData(await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!)));
        await SentByAsync(carol, SongBytes, done);
        Assert.Equal(0, await SentAsync(bob));
    }

    [Fact]
    public async Task Bob_copies_from_Alice_while_Alice_copies()
    {
        var (search, results) = await alice.SearchAsync("candle");
        var (bobsSearch, bobsResults) = await bob.SearchAsync("alice's notes");
        var mine = await alice.PostAsync("downloads", new { hash = Bare(Assert.Single(results)), size = Size(Assert.Single(results)), searchId = search, mode = "multi" });
        var his = await bob.PostAsync("downloads", new { hash = Bare(Assert.Single(bobsResults)), size = Size(Assert.Single(bobsResults)), searchId = bobsSearch, mode = "multi" });
        var got = await alice.CompletedAsync(mine.GetProperty("id").GetString()!);
        var given = await bob.CompletedAsync(his.GetProperty("id").GetString()!);
        Assert.Equal(song, await File.ReadAllBytesAsync(got.GetProperty("path").GetString()!));
        Assert.Equal(notes, await File.ReadAllBytesAsync(given.GetProperty("path").GetString()!));
        await SentByAsync(alice, notes.Length, given);
    }

    [Fact]
    public async Task A_completed_copy_is_found_at_its_new_owner()
    {
        var (search, results) = await alice.SearchAsync("candle");
        var download = await alice.PostAsync("downloads", new { hash = Bare(Assert.Single(results)), size = Size(Assert.Single(results)), searchId = search, mode = "multi" });
        await alice.CompletedAsync(download.GetProperty("id").GetString()!);
        await alice.RegisteredAsync();
        var (_, bobs) = await bob.SearchAsync("candle");
        Assert.Equal(2, Assert.Single(bobs).GetProperty("sourceCount").GetInt32());
        await TestNode.UntilAsync(async () => await SharedAsync(alice) == 2);
        Assert.Equal(2, await SharedAsync(alice));
    }

    [Fact]
    public async Task A_copy_that_is_removed_with_its_file_is_found_no_more()
    {
        var (search, results) = await alice.SearchAsync("candle");
        var download = await alice.PostAsync("downloads", new { hash = Bare(Assert.Single(results)), size = Size(Assert.Single(results)), searchId = search, mode = "multi" });
        var id = download.GetProperty("id").GetString()!;
        var path = (await alice.CompletedAsync(id)).GetProperty("path").GetString()!;
        await alice.RegisteredAsync();
        Assert.Equal(2, Assert.Single((await carol.SearchAsync("candle")).Results).GetProperty("sourceCount").GetInt32());

        using var removed = await alice.Http.DeleteAsync($"downloads/{id}?deleteFile=true");
        Assert.True(removed.IsSuccessStatusCode);
        Assert.False(File.Exists(path));
        await alice.RegisteredAsync();
        Assert.Equal(1, Assert.Single((await carol.SearchAsync("candle")).Results).GetProperty("sourceCount").GetInt32());
    }

    [Fact]
    public async Task Bob_comes_back_at_another_address_and_the_old_one_is_never_seen_again()
    {
        var id = (await bob.GetAsync("node")).GetProperty("id").GetString()!;
        await bob.StopAsync();
        await bob.StartAsync("127.0.0.2:0");
        var isNew = $"127.0.0.2:{bob.Host.PeerPort}";
        var seen = new List<string?>();
        await TestNode.UntilAsync(
            async () =>
            {
                seen.Add(await AddressOfAsync(id));
                return seen[^1] == isNew;
            });
        for (var again = 0; again < 5; again++) Assert.Equal(isNew, await AddressOfAsync(id));

        var (search, results) = await alice.SearchAsync("candle");
        var download = await alice.PostAsync("downloads", new { hash = Bare(Assert.Single(results)), size = Size(Assert.Single(results)), searchId = search, mode = "single", sources = new[] { id } });
        var done = await alice.CompletedAsync(download.GetProperty("id").GetString()!);
        Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
    }

    private async Task<string?> AddressOfAsync(string node)
    {
        var (search, results) = await alice.SearchAsync("candle");
        if (results.Count == 0) return null;
        var sources = (await alice.GetAsync($"searches/{search}/results/{Hash(results[0])}/sources")).GetProperty("items").EnumerateArray();
        return sources.Where(source => source.GetProperty("nodeId").GetString() == node).Select(source => source.GetProperty("address").GetString()).FirstOrDefault();
    }

    private static async Task<long> SharedAsync(TestNode node) => (await node.GetAsync("node")).GetProperty("totals").GetProperty("sharedFiles").GetInt64();

    /// <summary>What a node sent is shown a moment later than the copy is complete; when it stays wrong, who gave what tells why.</summary>
    private async Task SentByAsync(TestNode giver, long bytes, JsonElement download)
    {
        try
        {
            await TestNode.UntilAsync(async () => await SentAsync(giver) >= bytes);
        }
        catch (TimeoutException)
        {
            // Told below.
        }
        var sent = await SentAsync(giver);
        if (sent == bytes) return;
        var uploads = new List<string>();
        foreach (var node in new[] { alice, bob, carol }) uploads.Add((await node.GetAsync("uploads")).ToString());
        Assert.Fail($"{sent} bytes were sent instead of {bytes}.\nUploads of alice, bob and carol:\n{string.Join('\n', uploads)}\nThe copy: {download}");
    }

    private static async Task<long> SentAsync(TestNode node) =>
        (await node.GetAsync("uploads")).GetProperty("items").EnumerateArray().Sum(upload => upload.GetProperty("bytesSent").GetInt64());

    private static string Hash(JsonElement result) => $"{result.GetProperty("hash").GetString()}-{result.GetProperty("size").GetInt64()}";

    private static string? Bare(JsonElement result) => result.GetProperty("hash").GetString();

    private static long Size(JsonElement result) => result.GetProperty("size").GetInt64();

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
