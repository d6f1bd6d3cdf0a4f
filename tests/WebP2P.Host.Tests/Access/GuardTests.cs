using System.Net;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Access;

public sealed class GuardTests
{
    [Fact]
    public async Task Own_pages_and_allowed_names_are_answered()
    {
        await using var control = await TestControl.StartAsync(options => options with { AllowedHosts = ["files.example"] });
        var port = control.Address.Port;
        foreach (var host in new[] { $"localhost:{port}", $"127.0.0.1:{port}", $"[::1]:{port}", "files.example", "FILES.example:8443" })
            Assert.Equal(200, await GetAsync(control, $"Host: {host}", $"Origin: http://{host}"));
    }

    [Fact]
    public async Task Two_hosts_are_none()
    {
        await using var control = await TestControl.StartAsync();
        Assert.Equal(400, await GetAsync(control, "Host: localhost", "Host: evil.example"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-origin", true)]
    [InlineData("Sec-Fetch-Site: none", true)]
    [InlineData("Sec-Fetch-Site: same-site", false)]
    [InlineData("Sec-Fetch-Site: cross-site", false)]
    [InlineData("X-Nothing: x", true)]
    public async Task A_command_without_an_origin_is_judged_by_its_site(string header, bool accepted)
    {
        await using var control = await TestControl.StartAsync();
        var status = await RawRequest.StatusAsync(control.Address, "POST", $"/api/v1/searches/{Guid.Empty}/cancel", $"Host: {control.Address.Authority}", $"Authorization: Bearer {control.Key}", header, "Content-Length: 0", "Connection: close");
        Assert.Equal(accepted ? 404 : 403, status);
    }

    [Fact]
    public async Task A_cookie_without_origin_or_site_commands_nothing()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        browser.DefaultRequestHeaders.Remove("Origin");
        var refused = await browser.PostAsync("/api/v1/shares", new { path = "/a" }, HttpStatusCode.Forbidden);
        Assert.Equal("origin-refused", refused.Text("type"));
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_its_origin_is_ours()
    {
        string[] headers = ["Host: files.example", "Origin: https://files.example"];
        await using var plain = await TestControl.StartAsync(options => options with { AllowedHosts = ["files.example"] });
        Assert.Equal(403, await GetAsync(plain, headers));
        await using var behind = await TestControl.StartAsync(options => options with { AllowedHosts = ["files.example"], BehindProxy = true });
        Assert.Equal(200, await GetAsync(behind, headers));
        Assert.Equal(403, await GetAsync(behind, "Host: files.example", "Origin: https://evil.example"));
    }

    [Fact]
    public async Task Forwarded_headers_count_only_from_trusted_proxies()
    {
        string[] headers = ["Host: inner", "X-Forwarded-Host: files.example", "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9", "Origin: https://files.example"];
        await using var trusting = await TestControl.StartAsync(options => options with { AllowedHosts = ["files.example"], TrustedProxies = ["127.0.0.1"] });
        Assert.Equal(200, await GetAsync(trusting, headers));
        await using var other = await TestControl.StartAsync(options => options with { AllowedHosts = ["files.example"], TrustedProxies = ["127.0.0.2"] });
        Assert.Equal(400, await GetAsync(other, headers));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_bind_browsers()
    {
        await using var control = await TestControl.StartAsync();
        using var stranger = control.Stranger();
        foreach (var path in new[] { "/health/live", "/api/v1/node", "/login", "/css/base.css", "/nothing" })
        {
            using var answer = await stranger.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").First();
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        using var api = await stranger.GetAsync("/api/v1/node");
        Assert.Equal("no-store", api.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_person_who_is_not_signed_in_is_led_to_the_login_page()
    {
        await using var control = await TestControl.StartAsync();
        using var stranger = control.Stranger();
        stranger.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var path in new[] { "/", "/downloads", "/swagger", "/nothing" })
        {
            using var answer = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/login", answer.Headers.Location?.OriginalString);
        }

        using var login = await stranger.GetAsync("/login");
        Assert.Contains("login-form", await login.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_https_the_node_signs_its_own_certificate_and_the_cookie_is_secure()
    {
        await using var control = await TestControl.StartAsync(options => options with { Https = true });
        Assert.Equal("https", control.Address.Scheme);
        using var client = control.Script();
        Assert.Equal("alice", (await client.GetAsync("/api/v1/node", HttpStatusCode.OK)).Text("name"));
        using var answer = await control.SignInAsync();
        Assert.Contains("secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    private static Task<int> GetAsync(TestControl control, params string[] headers) =>
        RawRequest.StatusAsync(control.Address, "GET", "/api/v1/node", [.. headers, $"Authorization: Bearer {control.Key}", "Connection: close"]);
}
