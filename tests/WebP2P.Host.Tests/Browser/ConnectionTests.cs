using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class ConnectionTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_page_says_that_the_node_is_gone_and_lives_again_by_itself_when_it_is_back()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await dashboard.SignInAsync(context);
        await page.OpenAsync(dashboard.Address, "downloads");
        await page.Page.Locator(".live tbody tr").First.WaitForAsync();

        await dashboard.StopAsync();
        var watch = Stopwatch.StartNew();
        await Assertions.Expect(page.Page.Locator("#away")).ToBeVisibleAsync();
        var banner = watch.Elapsed;

        dashboard.Downloads.Views[0] = dashboard.Downloads.Views[0] with { Reason = "Copying after the restart." };
        await dashboard.StartAgainAsync();
        watch.Restart();
        await page.Page.GetByText("Copying after the restart.").WaitForAsync();

        await Assertions.Expect(page.Page.Locator("#away")).ToBeHiddenAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"banner after {banner.TotalSeconds:0.0} s, live again after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task The_first_visit_is_light()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        var page = await context.NewPageAsync();
        var sizes = new ConcurrentDictionary<string, long>();
        page.Response += (_, answer) => sizes[answer.Url] = answer.Headers.TryGetValue("content-length", out var length) ? long.Parse(length, CultureInfo.InvariantCulture) : 0;

        await page.GotoAsync(dashboard.LoginLink);
        await page.Locator(".shell h1").WaitForAsync();

        var bytes = sizes.Values.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes: {string.Join(", ", sizes.OrderByDescending(size => size.Value).Take(6))}");
        Assert.InRange(bytes, 1, 500_000);
    }
}
