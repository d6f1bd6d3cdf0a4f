using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace WebP2P.Host.Tests.Story;

/// <summary>Alice looks through Bob's library, while Bob changes what he offers.</summary>
public sealed class BrowseTests : IAsyncLifetime
{
    private TestNode alice = null!;
    private TestNode bob = null!;
    private string library = "";

    public async ValueTask InitializeAsync()
    {
        bob = await TestNode.StartAsync("bob");
        alice = await TestNode.StartAsync("alice", bob.PeerAddress);
        for (var number = 0; number < 30; number++) Write($"reading/chapter {number:00}.txt", $"chapter {number}");
        Write("reading/notes/draft.log", "a draft");
        Write("song.mp3", new string('s', 200_000));
        Write("half.tmp", "half");
        await bob.RescanAsync();
        library = $"peers/{(await bob.GetAsync("node")).GetProperty("id").GetString()}/library";
        await TestNode.UntilAsync(async () => (await alice.Http.GetAsync(library)).IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.DisposeAsync();
    }

    [Fact]
    public async Task A_library_is_gone_through_folder_by_folder_and_page_by_page()
    {
        var share = Assert.Single(await ItemsAsync("?path="));
        Assert.Equal(("folder", "shared", 32), (Text(share, "type"), Text(share, "path"), share.GetProperty("files").GetInt32()));
        Assert.Equal(["shared/reading", "shared/song.mp3"], Paths(await ItemsAsync("?path=shared")));
        var reading = await ItemsAsync("?path=shared/reading&limit=7");
        Assert.Equal("shared/reading/notes", Text(reading[0], "path"));
        Assert.Equal(Enumerable.Range(0, 30).Select(number => $"shared/reading/chapter {number:00}.txt"), Paths(reading[1..]));
        Assert.DoesNotContain(bob.Root, JsonSerializer.Serialize(reading), StringComparison.Ordinal);
        Assert.Empty(await ItemsAsync("?path=shared/half.tmp"));
    }

    [Fact]
    public async Task A_search_inside_finds_a_file_and_it_is_copied_from_that_node()
    {
        var song = Assert.Single(await ItemsAsync("?query=kind:audio%20song"));
        Assert.Equal("shared/song.mp3", Text(song, "path"));
        Assert.Equal(["shared/reading/chapter 07.txt"], Paths(await ItemsAsync("?path=shared/reading&query=chapter%2007")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await alice.Http.GetAsync(library + "?query=%22open")).StatusCode);
        var source = library.Split('/')[1];
        var download = await alice.PostAsync("downloads", new { hash = Text(song, "hash"), size = song.GetProperty("size").GetInt64(), name = Text(song, "name"), mode = "multi", sources = new[] { source } });
        var done = await alice.CompletedAsync(Text(download, "id"));
        Assert.Equal(new string('s', 200_000), await File.ReadAllTextAsync(Text(done, "path")));
    }

    [Fact]
    public async Task Another_name_and_other_rules_are_seen_by_others_and_nothing_is_hashed_again()
    {
        var share = (await bob.GetAsync("shares")).GetProperty("items").EnumerateArray().Single(found => Text(found, "name") == "shared");
        var path = $"shares/{Text(share, "id")}";
        var hashed = (await bob.GetAsync("library/hashing")).GetProperty("bytesHashed").GetInt64();
        var preview = await bob.PostAsync($"{path}/preview", new { patterns = (string[])["notes/"] });
        Assert.Equal("shared/reading/notes/draft.log", preview.GetProperty("hidden").GetProperty("paths")[0].GetString());

        using var changed = await bob.Http.PatchAsJsonAsync(path, new { name = "Bob's shelf", rules = new { patterns = (string[])["notes/"] } });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await bob.RegisteredAsync();
        await TestNode.UntilAsync(async () => Paths(await ItemsAsync("?path=Bob's%20shelf/reading")).Count == 30);
        Assert.Empty(await ItemsAsync("?path=shared"));
        Assert.Single((await alice.SearchAsync("song")).Results);
        Assert.Empty((await alice.SearchAsync("draft")).Results);

        using var back = await bob.Http.PatchAsJsonAsync(path, new { rules = new { patterns = (string[])[] } });
        await bob.RegisteredAsync();
        await TestNode.UntilAsync(async () => (await ItemsAsync("?query=draft")).Count == 1);
        Assert.Single((await alice.SearchAsync("draft")).Results);
        Assert.Equal(hashed, (await bob.GetAsync("library/hashing")).GetProperty("bytesHashed").GetInt64());
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(bob.ShareFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>All pages.</summary>
    private async Task<List<JsonElement>> ItemsAsync(string question)
    {
        List<JsonElement> items = [];
        var cursor = "";
        while (true)
        {
            var page = await alice.GetAsync($"{library}{question}{cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (page.GetProperty("nextCursor").GetString() is not { } next) return items;
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private static List<string> Paths(List<JsonElement> items) => [.. items.Select(item => Text(item, "path"))];

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
