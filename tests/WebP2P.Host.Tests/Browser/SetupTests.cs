using Microsoft.Playwright;
using WebP2P.Host.Access;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class SetupTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task The_printed_link_leads_through_three_steps_to_the_search_in_few_clicks()
    {
        await using var dashboard = await SampleDashboard.StartAsync(skipSetup: false);
        dashboard.Shares.Shares = [];
        await using var context = await chromium.OpenAsync();
        var watched = await dashboard.SignInAsync(context);
        var page = watched.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Only this computer" }).ClickAsync();
        await page.Locator(".folder", new() { HasText = "alice" }).ClickAsync();
        await page.GetByText("1\u202f204 files").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose this folder" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Start searching" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(dashboard.Address.ToString());

        Assert.Equal("/home/alice", Assert.Single(dashboard.Shares.Shares).Path);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task A_short_password_is_refused_before_anything_is_changed()
    {
        await using var dashboard = await SampleDashboard.StartAsync(skipSetup: false);
        await using var context = await chromium.OpenAsync();
        var page = (await dashboard.SignInAsync(context)).Page;

        await page.Locator("input[type=password]").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this password" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync($"at least {ControlOptions.PasswordLengthMin} characters");
    }

    [Fact]
    public async Task A_used_link_says_what_to_do()
    {
        await using var dashboard = await SampleDashboard.StartAsync();
        await using var context = await chromium.OpenAsync();
        await dashboard.SignInAsync(context);
        await using var other = await chromium.OpenAsync();
        var page = await other.NewPageAsync();

        await page.GotoAsync(dashboard.Address + "login#no-such-code");

        await Assertions.Expect(page.Locator("#login-problem")).ToContainTextAsync("webp2p open");
        Assert.Equal(dashboard.Address + "login", page.Url);
    }
}
