using Microsoft.Playwright;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class StrangersNamesTests(ChromiumFixture chromium)
{
    private static readonly string[] Names =
    [
        "<img src=x onerror=alert(1)> stranger.txt", "stranger \u202Etxt.exe", @"stranger\..\..\up.txt", @"C:\stranger drive.txt", "stranger' \"><script>alert(2)<&lt;.txt", "stranger {{7*7}} %2e%2e%2f \u200B.txt",
    ];

    [Fact]
    public async Task A_strangers_names_are_shown_as_they_are_and_saved_inside_the_downloads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such files cannot be made here.");
        await using var bob = await TestNode.StartAsync("bob", change: options => options with { Name = "<b onclick=alert(3)>bob</b>" });
        await using var alice = await TestNode.StartAsync("alice", bob.PeerAddress);
        for (var i = 0; i < Names.Length; i++) bob.Share(Names[i], [(byte)i, 1, 2, 3]);
        await bob.RescanAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await context.SignInAsync(alice.Host.NewLoginLink());
        var page = watched.Page;
        var dialogs = 0;
        page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.DismissAsync();
        };

        await page.AskAsync("stranger");
        await Assertions.Expect(page.Locator(".live .title")).ToHaveCountAsync(Names.Length);
        Assert.Equal(Names.Order(StringComparer.Ordinal), (await TitlesAsync(page)).Order(StringComparer.Ordinal));
        await CopyAllAsync(page, alice);
        await page.GoAsync("downloads");
        await Assertions.Expect(page.Locator(".live .done")).ToHaveCountAsync(Names.Length);
        await watched.OpenAsync(new Uri(alice.Host.Address), $"network/{(await bob.GetAsync("node")).GetProperty("id").GetString()}?path=shared");
        await Assertions.Expect(page.Locator(".live .title")).ToHaveCountAsync(Names.Length);
        Assert.Equal(Names.Order(StringComparer.Ordinal), (await TitlesAsync(page)).Order(StringComparer.Ordinal));

        await CheckFilesAsync(alice);
        Assert.Equal(0, dialogs);
        Assert.Equal(0, await page.Locator("main img, main script, main b[onclick]").CountAsync());
        Assert.Empty(watched.Complaints);
    }

    private static async Task<string[]> TitlesAsync(IPage page) => await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.live .title')].map(title => title.textContent)");

    private static async Task CopyAllAsync(IPage page, TestNode alice)
    {
        var buttons = page.Locator(".live [data-key=d]");
        for (var left = Names.Length; left > 0; left--)
        {
            await buttons.First.ClickAsync();
            await Assertions.Expect(buttons).ToHaveCountAsync(left - 1);
        }

        foreach (var download in (await alice.GetAsync("downloads")).GetProperty("items").EnumerateArray()) await alice.CompletedAsync(download.GetProperty("id").GetString()!);
    }

    /// <summary>All copies lie in the one folder, under names without a trick in them; nothing was written elsewhere.</summary>
    private static async Task CheckFilesAsync(TestNode alice)
    {
        var paths = (await alice.GetAsync("downloads")).GetProperty("items").EnumerateArray().Select(download => download.GetProperty("path").GetString()!).Order(StringComparer.Ordinal).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', paths));
        Assert.Equal(paths, Directory.GetFiles(alice.Downloads).Order(StringComparer.Ordinal));
        Assert.Equal(Names.Length, paths.Count);
        Assert.All(paths, path => Assert.DoesNotContain(Path.GetFileName(path), letter => "/\\:<>\"|?*\u202E\u200B".Contains(letter, StringComparison.Ordinal)));
        Assert.Empty(Directory.GetDirectories(alice.Downloads));
        Assert.Equal(["data", "downloads", "shared"], Directory.GetFileSystemEntries(alice.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
