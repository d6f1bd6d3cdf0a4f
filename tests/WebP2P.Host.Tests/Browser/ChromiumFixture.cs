using Microsoft.Playwright;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Browser;

/// <summary>One real browser for all tests that need one; they are skipped where none is installed.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];

    private static readonly string[] Places =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-proxy-server",
    ];

    /// <summary>Of everything that is waited for in a page; nothing is measured by it.</summary>
    private static readonly float DeadlineMs = (float)Eventually.Deadline.TotalMilliseconds;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path) return;
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(DeadlineMs);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Headless = true, Args = Arguments, Timeout = DeadlineMs });
    }

    /// <summary>A fresh profile with a window of this size; narrow ones are touched, not clicked.</summary>
    public async Task<IBrowserContext> OpenAsync(int width = 1280, int height = 800)
    {
        Assert.SkipWhen(browser is null, "No Chromium, Chrome or Edge was found; WEBP2P_BROWSER may name one.");
        var isPhone = width < 600;
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, HasTouch = isPhone, IsMobile = isPhone });
        context.SetDefaultTimeout(DeadlineMs);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("WEBP2P_BROWSER") is { Length: > 0 } chosen && File.Exists(chosen)) return chosen;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).Concat(Places).FirstOrDefault(File.Exists);
    }
}
