using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;

namespace WebP2P.Host.Tests.Story;

/// <summary>A content that is here already, and who gave which piece, on real nodes.</summary>
public sealed class HaveStoryTests : IAsyncLifetime
{
    private const int SongBytes = 3_000_000;

    private readonly byte[] song = new byte[SongBytes];
    private TestNode index = null!;
    private TestNode alice = null!;
    private TestNode bob = null!;

    public async ValueTask InitializeAsync()
    {
        new Random(7).NextBytes(song);
        index = await TestNode.StartAsync("index");
        // She looks at her folders when a test says so: half a second after a file appears she would look by herself, in the middle of what a test does to it.
        alice = await TestNode.StartAsync("alice", index.PeerAddress, options => options with { Watch = false });
        bob = await TestNode.StartAsync("bob", index.PeerAddress);
        bob.Share("candle song.ogg", song);
        await bob.RescanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { alice, bob, index })
            if (node is not null) await node.DisposeAsync();
    }

    [Fact]
    public async Task What_a_share_has_is_refused_by_name_until_the_owner_chooses()
    {
        await ShareOwnAsync();
        var (_, results) = await alice.SearchAsync("candle");
        Assert.Equal("complete", Assert.Single(results).GetProperty("local").GetString());
        var content = await alice.GetAsync($"contents/{Name(results[0])}");
        Assert.Equal("shared/own song.ogg", content.GetProperty("places")[0].GetString());

        using var refused = await alice.Http.PostAsJsonAsync("downloads", new { hash = Hash(results[0]), size = SongBytes });

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync();
        Assert.Contains("already-here", text, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Contains("shared/own song.ogg", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var existing = await alice.Http.GetFromJsonAsync<JsonElement>(new Uri(alice.Http.BaseAddress!, problem.GetProperty("existing").GetString()));
        Assert.Equal("complete", existing.GetProperty("local").GetString());
    }

    [Fact]
    public async Task A_link_is_the_same_file_and_both_names_stay_offered_without_hashing()
    {
        var own = await ShareOwnAsync();
        var done = await UseAsync("link");

        Assert.StartsWith("Linked to your file \"shared/own song.ogg\"", done.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(SongBytes, done.GetProperty("bytesDone").GetInt64());
        await File.AppendAllTextAsync(own, "x");
        Assert.Equal(SongBytes + 1, new FileInfo(done.GetProperty("path").GetString()!).Length);
        await File.WriteAllBytesAsync(own, song);
        Assert.Equal(0, await SentByBobAsync());
    }

    [Fact]
    public async Task A_linked_content_stays_served_under_its_other_name_when_either_goes()
    {
        await ShareOwnAsync();
        var done = await UseAsync("link");
        Assert.Equal(song, await alice.Http.GetByteArrayAsync($"contents/{Name(done)}/data"));
        Assert.Equal(2, (await alice.GetAsync($"contents/{Name(done)}")).GetProperty("places").GetArrayLength());

        await alice.Http.DeleteAsync($"downloads/{done.GetProperty("id").GetString()}?deleteFile=true");

        Assert.False(File.Exists(done.GetProperty("path").GetString()));
        Assert.Equal(song, await alice.Http.GetByteArrayAsync($"contents/{Name(done)}/data"));
        Assert.Equal("shared/own song.ogg", Assert.Single((await alice.GetAsync($"contents/{Name(done)}")).GetProperty("places").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_copy_is_a_file_of_its_own_and_asks_nobody()
    {
        var own = await ShareOwnAsync();
        var done = await UseAsync("copy");

        Assert.StartsWith("Copied from your file \"shared/own song.ogg\"; every piece", done.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(own, "other");
        Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
        Assert.Equal(0, await SentByBobAsync());
        Assert.All((await alice.GetAsync($"downloads/{done.GetProperty("id").GetString()}/pieces")).GetProperty("items").EnumerateArray(), run => Assert.Equal(JsonValueKind.Null, run.GetProperty("source").ValueKind));
    }

    [Fact]
    public async Task A_linked_file_that_was_changed_is_mended_as_a_file_of_its_own_when_it_is_verified_and_never_written_to()
    {
        var own = await ShareOwnAsync();
        var done = await UseAsync("link");
        var altered = await AlterUnnoticedAsync(own);

        await alice.PostAsync($"downloads/{done.GetProperty("id").GetString()}/verify", new { });
        await TestNode.UntilAsync(async () => await SentByBobAsync() >= 65_536);
        await alice.CompletedAsync(done.GetProperty("id").GetString()!);

        Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
        Assert.Equal(altered, await File.ReadAllBytesAsync(own));
    }

    [Fact]
    public async Task What_cannot_be_linked_because_it_is_on_another_disk_is_copied_and_says_so()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no second disk here.");
        var elsewhere = Directory.CreateDirectory($"/dev/shm/webp2p-test-{Guid.NewGuid():N}").FullName;
        try
        {
            await using var dora = await TestNode.StartAsync("dora", index.PeerAddress, options => options with { Downloads = elsewhere });
            dora.Share("own song.ogg", song);
            await dora.RescanAsync();
            var done = await UseAsync("link", dora);

            Assert.Contains("because it cannot be linked there", done.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.StartsWith(elsewhere, done.GetProperty("path").GetString(), StringComparison.Ordinal);
            Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
            Assert.Equal(0, await SentByBobAsync());
        }
        finally
        {
            Directory.Delete(elsewhere, true);
        }
    }

    [Theory]
    [InlineData("link")]
    [InlineData("copy")]
    public async Task Bytes_that_changed_unnoticed_are_fetched_instead_and_the_own_file_is_not_touched(string choice)
    {
        var own = await ShareOwnAsync();
        var altered = await AlterUnnoticedAsync(own);

        var done = await UseAsync(choice);

        Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
        Assert.Equal(altered, await File.ReadAllBytesAsync(own));
        Assert.Equal("Complete and verified.", done.GetProperty("reason").GetString());
        await TestNode.UntilAsync(async () => await SentByBobAsync() >= 65_536);
        Assert.Equal(65_536, await SentByBobAsync());
    }

    [Fact]
    public async Task The_owner_can_fetch_what_is_here_all_the_same()
    {
        await ShareOwnAsync();
        var done = await UseAsync("transfer");

        Assert.Equal(song, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
        await TestNode.UntilAsync(async () => await SentByBobAsync() >= SongBytes);
        Assert.Equal(SongBytes, await SentByBobAsync());
    }

    [Fact]
    public async Task A_completed_content_is_served_registered_and_attributed_after_a_restart_until_it_is_removed()
    {
        var done = await UseAsync("refuse");
        var id = done.GetProperty("id").GetString();
        var bobId = (await bob.GetAsync("node")).GetProperty("id").GetString();
        await alice.StopAsync();
        await bob.StopAsync();
        await alice.StartAsync();
        await alice.RegisteredAsync();

        var sources = (await alice.GetAsync($"downloads/{id}/sources")).GetProperty("items");
        Assert.Equal((bobId, (long)SongBytes), (sources[0].GetProperty("nodeId").GetString(), sources[0].GetProperty("bytesGiven").GetInt64()));
        var run = Assert.Single((await alice.GetAsync($"downloads/{id}/pieces")).GetProperty("items").EnumerateArray());
        Assert.Equal(("verified", 0), (run.GetProperty("state").GetString(), run.GetProperty("source").GetInt32()));
        await using var carol = await TestNode.StartAsync("carol", index.PeerAddress);
        Assert.Equal(1, Assert.Single((await carol.SearchAsync("candle")).Results).GetProperty("sourceCount").GetInt32());
        Assert.Equal(song, await File.ReadAllBytesAsync((await UseAsync("refuse", carol)).GetProperty("path").GetString()!));

        await alice.Http.DeleteAsync($"downloads/{id}?deleteFile=true");
        await alice.RegisteredAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await alice.Http.GetAsync($"contents/{Name(done)}/data")).StatusCode);
        await carol.StopAsync();
        Assert.Empty((await index.SearchAsync("candle")).Results);
    }

    /// <summary>The same bytes under another name in the own share.</summary>
    private async Task<string> ShareOwnAsync()
    {
        alice.Share("own song.ogg", song);
        await alice.RescanAsync();
        return Path.Combine(alice.ShareFolder, "own song.ogg");
    }

    /// <summary>One byte of the second piece is another, and all that the library looks at is as before.</summary>
    private async Task<byte[]> AlterUnnoticedAsync(string own)
    {
        var modified = File.GetLastWriteTimeUtc(own);
        byte[] altered = [.. song];
        altered[70_000] ^= 1;
        using (var file = File.OpenHandle(own, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.Write(file, altered.AsSpan(70_000, 1), 70_000);
        File.SetLastWriteTimeUtc(own, modified);
        await using var context = await alice.Service<IDbContextFactory<NodeDbContext>>().CreateDbContextAsync();
        await context.Files.ExecuteUpdateAsync(set => set.SetProperty(row => row.ChangedTicks, 0));
        return altered;
    }

    private async Task<JsonElement> UseAsync(string choice, TestNode? node = null)
    {
        node ??= alice;
        var (search, results) = await node.SearchAsync("candle");
        var started = await node.PostAsync("downloads", new { hash = Hash(results[0]), size = SongBytes, searchId = search, ifHere = choice });
        return await node.CompletedAsync(started.GetProperty("id").GetString()!);
    }

    private async Task<long> SentByBobAsync() => (await bob.GetAsync("uploads")).GetProperty("totals").GetProperty("bytesSent").GetInt64();

    private static string Hash(JsonElement content) => content.GetProperty("hash").GetString()!;

    private static string Name(JsonElement content) => $"{Hash(content)}-{SongBytes}";
}
