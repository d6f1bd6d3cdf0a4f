using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Access;

public sealed class RestartTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Sessions_password_and_setup_outlive_the_program()
    {
        await using var node = await TestNode.StartAsync("lasting", skipSetup: false);
        var cookies = new CookieContainer();
        using (var browser = Browser(node, cookies))
        {
            using var signedIn = await browser.PostAsJsonAsync("api/v1/session", new { code = new Uri(node.Host.NewLoginLink()).Fragment.TrimStart('#') });
            Assert.True(signedIn.IsSuccessStatusCode);
        }

        await node.PostAsync("setup", new { password = Password });
        await node.StopAsync();
        await node.StartAsync();

        using var again = Browser(node, cookies);
        var session = await again.GetFromJsonAsync<JsonObject>("api/v1/session");
        Assert.NotNull((string?)session!["antiforgeryToken"]);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("api/v1/node")).StatusCode);
        Assert.True((await node.GetAsync("setup")).GetProperty("done").GetBoolean());
        using var other = Browser(node, new CookieContainer());
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("api/v1/node")).StatusCode);
        using var byPassword = await other.PostAsJsonAsync("api/v1/session", new { password = Password });
        Assert.True(byPassword.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("api/v1/node")).StatusCode);
    }

    /// <summary>Cookies know no ports, so they fit the node at its next address too.</summary>
    private static HttpClient Browser(TestNode node, CookieContainer cookies)
    {
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, UseProxy = false }) { BaseAddress = new Uri(node.Host.Address + "/") };
        browser.DefaultRequestHeaders.Add("Origin", node.Host.Address);
        return browser;
    }
}
