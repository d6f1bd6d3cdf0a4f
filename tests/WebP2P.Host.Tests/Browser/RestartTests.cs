using System.Diagnostics;
using Microsoft.Playwright;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class RestartTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_killed_program_is_missed_at_once_and_its_page_lives_again_by_itself()
    {
        await using var program = new ServedNode(null, "--overlays", "napster");
        await program.StartAsync();
        await program.SetUpAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await context.SignInAsync(await program.NewLoginLinkAsync());
        var page = watched.Page;
        await page.GoAsync("network");
        await page.GetByText("Every way that is on works.").WaitForAsync();
        Assert.Empty(watched.Complaints);

        program.Kill();
        var watch = Stopwatch.StartNew();
        await Assertions.Expect(page.Locator("#away")).ToBeVisibleAsync();
        var banner = watch.Elapsed;

        watch.Restart();
        await program.StartAsync();
        var started = watch.Elapsed;
        await Assertions.Expect(page.Locator("#away")).ToBeHiddenAsync();
        await page.GetByText("Every way that is on works.").WaitForAsync();
        var live = watch.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine($"banner after {banner.TotalSeconds:0.0} s; started after {started.TotalSeconds:0.0} s, live after {live.TotalSeconds:0.0} s");

        Assert.EndsWith("/network", page.Url, StringComparison.Ordinal);
        await page.AskAsync("anything at all");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("anything at all");
    }
}
