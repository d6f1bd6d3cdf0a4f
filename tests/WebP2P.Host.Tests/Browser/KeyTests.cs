using Microsoft.Playwright;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class KeyTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task From_search_to_download_by_keyboard_alone()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);
        var keys = page.Keyboard;

        await keys.PressAsync("/");
        await keys.TypeAsync("harry potter");
        await keys.PressAsync("Enter");
        await page.Locator(".live [data-key=d]").First.WaitForAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("j");
        await keys.PressAsync("Enter");
        await page.Locator(".detail").WaitForAsync();
        await keys.PressAsync("d");
        await page.Locator(".live .acts a[href^='downloads/']").First.WaitForAsync();

        Assert.Equal("Harry Potter, read by candle light.ogg", Assert.Single(dashboard.Downloads.Started).Name);
    }

    [Fact]
    public async Task Suggested_words_are_chosen_with_arrows_and_put_away_with_escape_and_the_box_keeps_the_focus()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);
        var (keys, box, words) = (page.Keyboard, page.Locator("#ask"), page.Locator("#ask-words [role=option]"));

        await keys.PressAsync("/");
        await keys.TypeAsync("harry pot");
        await words.First.WaitForAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveValueAsync("harry potter");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", "ask-word-0");
        await keys.PressAsync("Escape");
        await Assertions.Expect(box).ToHaveValueAsync("harry pot");
        await Assertions.Expect(words).ToHaveCountAsync(0);
        await Assertions.Expect(box).ToBeFocusedAsync();
        await keys.TypeAsync("t");
        await words.First.WaitForAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveValueAsync("harry potter");
        await keys.PressAsync("Enter");
        await page.Locator(".live [data-key=d]").First.WaitForAsync();

        Assert.Equal("harry potter", Assert.Single(dashboard.Searches.Searches).Query);
    }

    [Fact]
    public async Task Letters_in_the_search_box_are_only_letters()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("gd g?/jkp");

        await Assertions.Expect(page.Locator("#ask")).ToHaveValueAsync("gd g?/jkp");
        Assert.Equal(dashboard.Address.ToString(), page.Url);
        Assert.False(await page.Locator("#keys-sheet").IsVisibleAsync());
    }

    [Fact]
    public async Task A_page_that_is_made_while_somebody_types_leaves_the_box_its_focus_until_the_question_is_sent()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);
        const string asTheRouterDoes = "document.querySelector('h1').focus()";

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("harry ");
        await page.EvaluateAsync(asTheRouterDoes);
        await page.Keyboard.TypeAsync("potter");
        await Assertions.Expect(page.Locator("#ask")).ToHaveValueAsync("harry potter");

        await page.Keyboard.PressAsync("Enter");
        // The heading of the answer takes the place of the one that the router would focus before.
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("harry potter");
        await page.EvaluateAsync(asTheRouterDoes);
        await Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_is_typed_before_the_box_is_there_is_asked_when_it_is()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);
        var typed = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("harry potterd");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Enter");
        typed.SetResult();

        await page.Locator(".live [data-key=d]").First.WaitForAsync();
        await Assertions.Expect(page.Locator("#ask")).ToHaveValueAsync("harry potter");
        Assert.Equal("harry potter", Assert.Single(dashboard.Searches.Searches).Query);
        Assert.Empty(dashboard.Downloads.Started);
    }

    [Theory]
    [InlineData("d", "downloads")]
    [InlineData("u", "uploads")]
    [InlineData("h", "shares")]
    [InlineData("n", "network")]
    [InlineData("l", "lab")]
    public async Task G_and_a_letter_go_to_a_page(string letter, string path)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);

        // Both on their way at once: the second counts only soon after the first.
        await Task.WhenAll(page.Keyboard.PressAsync("g"), page.Keyboard.PressAsync(letter));

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(dashboard.Address, path).ToString());
    }

    [Fact]
    public async Task The_question_mark_shows_the_keys_and_escape_puts_them_away()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await ReadyAsync(dashboard, context);

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys-sheet")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.Locator("#keys-sheet")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task P_pauses_the_row_that_has_the_focus()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await dashboard.SignInAsync(context);
        await page.OpenAsync(dashboard.Address, "downloads");
        await ReadyAsync(page.Page);
        await page.Page.Locator(".live tbody tr").First.WaitForAsync();

        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("p");

        await page.Page.GetByText("You paused it.").WaitForAsync();
        Assert.Equal(["pause"], dashboard.Downloads.Calls);
    }

    [Fact]
    public async Task A_question_back_takes_the_focus_and_escape_gives_it_back()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await dashboard.SignInAsync(context);
        await page.OpenAsync(dashboard.Address, "downloads");
        await ReadyAsync(page.Page);
        var remove = page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove: climate-run-0417.nc" });

        await remove.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(remove).ToBeFocusedAsync();
        Assert.Empty(dashboard.Downloads.Calls);
    }

    /// <summary>A page puts the focus on its heading when it is there; a key pressed earlier would lose it again.</summary>
    private static async Task<IPage> ReadyAsync(SampleDashboard dashboard, IBrowserContext context)
    {
        var page = (await dashboard.SignInAsync(context)).Page;
        await ReadyAsync(page);
        return page;
    }

    /// <inheritdoc cref="ReadyAsync(SampleDashboard, IBrowserContext)"/>
    private static Task ReadyAsync(IPage page) => Assertions.Expect(page.Locator("h1")).ToBeFocusedAsync();
}
