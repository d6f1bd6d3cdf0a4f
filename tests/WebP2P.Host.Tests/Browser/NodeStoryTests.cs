using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Playwright;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Browser;

/// <summary>Alice at her screen; Bob, who is the index server too, and Carol have what she wants.</summary>
[Collection(ChromiumGroup.Name)]
public sealed class NodeStoryTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private const int RateBytes = 20_000_000;
    private const int StepBytes = 600_000;
    private const int Steps = 4;
    private const int ClicksMax = 8;

    // Remembers every drawing of the strip that the page shows.
    private const string RememberStrips = """
        () => {
          window.strips = [];
          const look = () => {
            const strip = document.querySelector(".live svg.strip");
            const drawing = strip && `${strip.getAttribute("aria-label")}, ${[...strip.querySelectorAll("path:not(.arriving)")].flatMap(path => path.getAttribute("d").match(/M/gi)).length} runs drawn`;
            if (drawing && drawing !== window.strips.at(-1)) window.strips.push(drawing);
            requestAnimationFrame(look);
          };
          look();
        }
        """;

    private readonly byte[] song = RandomNumberGenerator.GetBytes(8_000_000);
    private SlowNode bob = null!;
    private SlowNode carol = null!;

    public async ValueTask InitializeAsync()
    {
        bob = await SlowNode.StartAsync("bob", RateBytes);
        carol = await SlowNode.StartAsync("carol", RateBytes, bob.PeerAddress);
        bob.Node.Share("Harry Potter, read by candle light.ogg", song);
        carol.Node.Share("HARRY potter (candle) read aloud.ogg", song);
        await Task.WhenAll(bob.Node.RescanAsync(), carol.Node.RescanAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (carol is not null) await carol.DisposeAsync();
        if (bob is not null) await bob.DisposeAsync();
    }

    [Fact]
    public async Task From_the_login_link_through_setup_and_search_to_the_proven_file()
    {
        await using var alice = await TestNode.StartAsync("alice", skipSetup: false, change: options => options with { Shares = [] });
        alice.Share("notes.txt", [1, 2, 3]);
        await using var context = await chromium.OpenAsync();
        var watched = await context.SignInAsync(alice.Host.NewLoginLink());
        var page = watched.Page;
        Assert.EndsWith("/setup", page.Url, StringComparison.Ordinal);
        Assert.InRange(await SetUpAsync(page, alice.ShareFolder), 1, ClicksMax);

        await FindAsync(page);
        await page.Locator(".fold").ClickAsync();
        await page.Locator(".detail tbody tr").Nth(1).WaitForAsync();
        Allow(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Get from all" }).ClickAsync();
        await page.GoAsync("downloads");
        await page.EvaluateAsync(RememberStrips);
        await FollowAsync(page);
        await page.Locator(".live .done").WaitForAsync();

        await CheckStripsAsync(page);
        var saved = (await alice.GetAsync("downloads")).GetProperty("items")[0].GetProperty("path").GetString()!;
        Assert.Equal(SHA256.HashData(song), SHA256.HashData(await File.ReadAllBytesAsync(saved)));
        Assert.Empty(watched.Complaints);
    }

    /// <summary>The three steps; how many clicks they took.</summary>
    private async Task<int> SetUpAsync(IPage page, string folder)
    {
        var clicks = 0;
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Only this computer" }));
        await page.GetByLabel("Path of a folder").FillAsync(folder);
        await page.Keyboard.PressAsync("Enter");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Choose this folder" }));
        await ClickAsync(page.GetByLabel("Register at an index server"));
        await page.GetByLabel("Its address").FillAsync(bob.PeerAddress);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Finish" }));
        await page.Locator(".facts .dot.ok").WaitForAsync();
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Start searching" }));
        await page.GetByText("You share 1 file").WaitForAsync();
        return clicks;

        Task ClickAsync(ILocator target)
        {
            clicks++;
            return target.ClickAsync();
        }
    }

    private static async Task FindAsync(IPage page)
    {
        var watch = Stopwatch.StartNew();
        await page.AskAsync("harry potter");
        try
        {
            await page.Locator(".live .title").First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nothing was found: {await page.Locator("main").InnerTextAsync()}");
        }

        var seen = watch.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine($"first result {seen.TotalMilliseconds:0} ms after Enter");
        await page.GetByText("you already have this").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal(1, await page.Locator(".live .title").CountAsync());
    }

    /// <summary>The copy goes on when the page has drawn what came before, so that it is seen to fill on any machine.</summary>
    private async Task FollowAsync(IPage page)
    {
        for (var step = 0; step < Steps; step++)
        {
            await TestNode.UntilAsync(async () => (await StripsAsync(page)).Length > step);
            Allow(StepBytes);
        }
        await TestNode.UntilAsync(async () => (await StripsAsync(page)).Length > Steps);
        Allow(long.MaxValue);
    }

    /// <summary>Of each of the two who have the file.</summary>
    private void Allow(long bytes)
    {
        foreach (var source in (SlowNode[])[bob, carol]) source.HoldAfter(bytes);
    }

    private static Task<string[]> StripsAsync(IPage page) => page.EvaluateAsync<string[]>("window.strips");

    private static async Task CheckStripsAsync(IPage page)
    {
        var strips = await StripsAsync(page);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', strips));
        Assert.True(strips.Length >= 4, $"The strip was drawn {strips.Length} times.");
        var verified = strips.Select(strip => int.Parse(strip.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(verified.Order(), verified);
        Assert.True(strips.Select(strip => strip.Split(", ")[1]).Distinct().Count() >= 3, "The strip did not fill.");
        Assert.Equal(strips[^1].Split(' ')[2], strips[^1].Split(' ')[0]);
        var colours = await page.EvaluateAsync<string[]>("[...new Set([...document.querySelectorAll('.live svg.strip path')].map(path => path.getAttribute('class')))]");
        Assert.Equal(2, colours.Length);
    }
}
