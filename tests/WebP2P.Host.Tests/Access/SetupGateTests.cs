using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Access;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Access;

public sealed class SetupGateTests
{
    private static readonly string[] Pages = ["/", "/downloads", "/uploads", "/shares", "/network", "/search/x", "/swagger/index.html", "/nothing"];

    [Fact]
    public async Task A_new_node_shows_the_setup_alone_and_once_it_is_done_the_setup_leads_away()
    {
        await using var node = await TestNode.StartAsync("fresh", skipSetup: false);
        using var browser = await SignedInAsync(node);
        foreach (var page in Pages) Assert.Equal("/setup", await LocationAsync(browser, page));
        Assert.Null(await LocationAsync(browser, "/setup"));
        Assert.Null(await LocationAsync(browser, "/login"));

        using var done = await browser.PostAsJsonAsync("/api/v1/setup", new { });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        foreach (var page in Pages) Assert.NotEqual("/setup", await LocationAsync(browser, page));
        Assert.Equal("/", await LocationAsync(browser, "/setup"));
        Assert.Null(await LocationAsync(browser, "/"));
    }

    [Fact]
    public async Task Scripts_and_files_are_answered_before_the_setup()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        script.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var path in new[] { "/api/v1/node", "/api/v1/setup", "/health/live", "/css/base.css" })
        {
            using var answer = await script.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Where_nothing_is_to_be_set_up_the_setup_leads_to_the_search_under_its_own_base()
    {
        await using var control = await TestControl.StartAsync(options => options with { SkipSetup = true, PathBase = "/node" });
        using var browser = await control.BrowserAsync();
        Assert.Equal("/node/", await LocationAsync(browser, "/node/setup"));
        Assert.Null(await LocationAsync(browser, "/node/downloads"));
    }

    /// <summary>What a browser does with the printed link.</summary>
    private static async Task<HttpClient> SignedInAsync(TestNode node)
    {
        var link = new Uri(node.Host.NewLoginLink());
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(link, "/") };
        browser.DefaultRequestHeaders.Add("Origin", link.GetLeftPart(UriPartial.Authority));
        using var answer = await browser.PostAsJsonAsync("/api/v1/session", new { code = link.Fragment.TrimStart('#') });
        answer.EnsureSuccessStatusCode();
        var session = await browser.GetFromJsonAsync<JsonObject>("/api/v1/session");
        browser.DefaultRequestHeaders.Add(AntiforgeryGuard.HeaderName, (string)session!["antiforgeryToken"]!);
        return browser;
    }

    /// <summary>Where the page leads; null when it is shown.</summary>
    private static async Task<string?> LocationAsync(HttpClient browser, string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await browser.SendAsync(request);
        return answer.Headers.Location?.OriginalString;
    }
}
