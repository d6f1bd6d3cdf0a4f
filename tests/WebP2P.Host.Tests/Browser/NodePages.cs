using Microsoft.Playwright;

namespace WebP2P.Host.Tests.Browser;

/// <summary>The pages of a real node.</summary>
internal static class NodePages
{
    private const string TellBreaches = "addEventListener('securitypolicyviolation', breach => console.error(`policy: ${breach.effectiveDirective} ${breach.blockedURI}`));";

    /// <summary>Opens a login link; what breaks the content policy is a complaint of the page, like every error in its console.</summary>
    public static async Task<WatchedPage> SignInAsync(this IBrowserContext context, string link)
    {
        await context.AddInitScriptAsync(TellBreaches);
        var watched = new WatchedPage(await context.NewPageAsync());
        await watched.Page.GotoAsync(link);
        await watched.Page.Locator(".shell h1").WaitForAsync();
        return watched;
    }

    /// <summary>Types into the search box, as an owner does.</summary>
    public static async Task AskAsync(this IPage page, string query)
    {
        await page.Locator("#ask").FillAsync(query);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes to a page by the rail, without loading the document again.</summary>
    public static Task GoAsync(this IPage page, string href) => page.Locator($".rail a[href='{href}']").ClickAsync();
}
