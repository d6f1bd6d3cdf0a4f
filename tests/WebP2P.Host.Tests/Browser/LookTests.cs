using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using WebP2P.Host.Tests.Story;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class LookTests(ChromiumFixture chromium)
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21aa"] }, ResultTypes = [ResultType.Violations] };

    private static readonly string[] Paths = ["", "?q=harry%20potter", "?q=nothing", "?q=%22open", "downloads", "uploads", "shares", "shares?path=Potter", "shares?q=chapter", "network", "network/index", "network/gnutella", "lab", "not-found"];

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    public async Task Every_page_is_accessible_fits_its_window_and_leaves_the_console_silent(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);

        var peer = $"network/{dashboard.Node.Peers[0].NodeId}";
        foreach (var path in (string[])[.. Paths, $"downloads/{dashboard.Downloads.Views[0].Id}", $"lab/{dashboard.Runs.Views[0].Id}", $"lab/{Guid.Empty}", peer, $"{peer}?path=Potter", $"{peer}?q=chapter%2000"])
        {
            await page.OpenAsync(dashboard.Address, path);
            await page.Page.Locator(".shell").WaitForAsync();
            await CheckAsync(page.Page, $"{theme} {width} /{path}");
        }

        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, request => Assert.Equal(dashboard.Address.Authority, request.Authority));
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task Rules_duplicates_and_what_is_left_out_are_accessible_and_fit_when_they_are_open(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);
        await page.OpenAsync(dashboard.Address, "shares");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Name and rules of Potter" }).ClickAsync();
        await page.Page.Locator(".rules textarea").FillAsync("*.log\ndrafts/");
        await page.Page.Locator(".effects summary").ClickAsync();
        await page.Page.Locator("details.part > summary").ClickAsync();
        await page.Page.Locator(".scan summary").First.ClickAsync();
        await page.Page.Locator("details.part tbody tr").First.WaitForAsync();
        await CheckAsync(page.Page, $"{theme} {width} shares with everything open");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".rules")).ToHaveCountAsync(0);
        Assert.Equal(["*.log", "drafts/"], dashboard.Shares.Shares[0].Rules.Patterns);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task Every_option_of_a_run_is_accessible_and_fits(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);
        await page.OpenAsync(dashboard.Address, "lab");
        await page.Page.Locator(".labform summary").ClickAsync();
        await page.Page.Locator("[aria-describedby=lab-clockSkew]").FillAsync("-1");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await page.Page.Locator(".labform [role=alert]").WaitForAsync();
        await CheckAsync(page.Page, $"{theme} {width} lab with everything open");
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task Suggested_words_facets_reasons_and_near_questions_are_accessible_and_fit(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);
        await page.OpenAsync(dashboard.Address, "?q=harry%20potter");
        await page.Page.Locator(".live [data-key=open]").First.ClickAsync();
        await page.Page.Locator(".place").WaitForAsync();
        if (width < 640) await page.Page.Locator(".narrow").ClickAsync();
        await page.Page.Locator(".facet .chip").First.ClickAsync();
        await page.Page.Locator("#ask").FillAsync("harry pot");
        await page.Page.Locator("#ask-words [role=option]").First.WaitForAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Page.Locator("[aria-selected=true]")).ToHaveCountAsync(1);
        await CheckAsync(page.Page, $"{theme} {width} results with everything open");
        dashboard.Searches.Change = search => search with { DidYouMean = ["harry potter", "mary potter"] };
        await page.OpenAsync(dashboard.Address, "?q=nothing");
        await page.Page.Locator(".mean a").First.WaitForAsync();
        await CheckAsync(page.Page, $"{theme} {width} near questions");
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    public async Task What_is_here_already_is_named_and_linked_instead_of_fetched(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);
        await page.OpenAsync(dashboard.Address, "?q=harry%20potter");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Here", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".own .held")).ToHaveTextAsync("Potter/lectures/lecture 3.mp3");
        await CheckAsync(page.Page, $"{theme} {width} result that is here");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Link into downloads" }).ClickAsync();
        await TestNode.UntilAsync(() => Task.FromResult(dashboard.Downloads.Started.Count > 0));
        Assert.Equal(OwnFileUse.Link, Assert.Single(dashboard.Downloads.Started).IfHere);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task The_setup_is_accessible_and_leads_nowhere_else(string theme, int width)
    {
        await using var dashboard = await SampleDashboard.StartAsync(skipSetup: false);
        await using var context = await chromium.OpenAsync(width, 844);
        var page = await dashboard.SignInAsync(context, theme);

        await CheckAsync(page.Page, $"{theme} {width} /setup");
        Assert.Equal(0, await page.Page.Locator("a[href]").CountAsync());
        foreach (var path in (string[])["", "downloads", "swagger"])
        {
            await page.OpenAsync(dashboard.Address, path);
            Assert.Equal(new Uri(dashboard.Address, "setup").ToString(), page.Page.Url);
        }

        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("light", "rgb(247, 245, 240)")]
    [InlineData("dark", "rgb(20, 22, 26)")]
    public async Task The_chosen_theme_is_there_from_the_first_paint_and_the_button_changes_it_for_good(string theme, string ground)
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await dashboard.SignInAsync(context, theme);
        Assert.Equal(ground, await GroundAsync(page.Page));

        await page.Page.Locator(".rail [data-theme-next]").ClickAsync();
        await page.Page.ReloadAsync();

        Assert.Equal(theme == "light" ? "dark" : "system", await page.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }

    [Fact]
    public async Task The_login_page_is_accessible_and_the_only_one_a_stranger_sees()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = new WatchedPage(await context.NewPageAsync());

        foreach (var path in (string[])["", "downloads", "shares", "setup"])
        {
            await page.OpenAsync(dashboard.Address, path);
            Assert.Equal(new Uri(dashboard.Address, "login").ToString(), page.Page.Url);
        }

        await CheckAsync(page.Page, "login");
        Assert.Empty(page.Complaints);
        Assert.DoesNotContain(page.Requests, request => request.AbsolutePath.StartsWith("/_blazor", StringComparison.Ordinal));
    }

    private static async Task CheckAsync(IPage page, string where)
    {
        var result = await page.RunAxe(Rules);
        var findings = result.Violations.Where(finding => finding.Impact is "serious" or "critical").Select(finding => $"{where}: {finding.Id} at {string.Join(", ", finding.Nodes.Select(node => node.Target))}");
        Assert.Empty(findings);
        Assert.Equal($"{where} 0", $"{where} {await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('main')].map(main => main.scrollWidth - main.clientWidth))")}");
        if (page.ViewportSize!.Width >= 600) return;
        var small = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('main button, main a, main input, nav a, header a, header input, header button')].filter(one => one.type !== 'radio' && one.ariaHidden !== 'true' && one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))");
        Assert.Equal(where, string.Join('\n', (string[])[where, .. small]));
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
