using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Access;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Access;

public sealed class SessionTests
{
    [Fact]
    public async Task The_key_of_the_data_folder_signs_a_script_in()
    {
        await using var control = await TestControl.StartAsync();
        var key = (await File.ReadAllTextAsync(Path.Combine(control.Data, ControlKey.FileName))).Trim();
        Assert.Equal(control.Key, key);
        using var script = control.Script();
        var node = await script.GetFromJsonAsync<JsonObject>("/api/v1/node");
        Assert.Equal("alice", (string?)node!["name"]);
        Assert.Equal(64, ((string)node["id"]!).Length);
        Assert.Equal("connected", (string?)node["overlays"]![0]!["state"]);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Key_and_folders_are_the_owners_alone()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no such modes.");
        await using var control = await TestControl.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(control.Data, ControlKey.FileName)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(control.Data, "keys")));
    }

    [Fact]
    public async Task The_key_is_not_taken_from_the_address()
    {
        await using var control = await TestControl.StartAsync();
        using var stranger = control.Stranger();
        foreach (var name in new[] { "access_token", "token", "key", "apikey" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/api/v1/node?{name}={control.Key}")).StatusCode);
    }

    [Fact]
    public async Task A_login_link_works_once()
    {
        await using var control = await TestControl.StartAsync();
        var link = control.Services.GetRequiredService<LoginLinks>().New();
        Assert.StartsWith(control.Address + "login#", link, StringComparison.Ordinal);
        var code = link.Split('#')[1];
        using var first = control.Stranger();
        Assert.Equal(HttpStatusCode.NoContent, (await first.PostAsJsonAsync("/api/v1/session", new { code })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v1/node")).StatusCode);
        using var second = control.Stranger();
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.PostAsJsonAsync("/api/v1/session", new { code })).StatusCode);
    }

    [Fact]
    public async Task A_login_link_is_too_old_after_ten_minutes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var control = await TestControl.StartAsync(time: time);
        var links = control.Services.GetRequiredService<LoginLinks>();
        var (early, late) = (links.NewCode(), links.NewCode());
        time.Advance(LoginLinks.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(links.Redeem(early));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(links.Redeem(late));
    }

    [Fact]
    public async Task The_cookie_is_hidden_from_scripts_and_other_sites_and_named_by_the_node()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = control.Stranger();
        var code = control.Services.GetRequiredService<LoginLinks>().NewCode();
        using var answer = await browser.PostAsJsonAsync("/api/v1/session", new { code });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("webp2p_01000000=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("max-age=2592000", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_outlives_the_program_and_is_stored_without_its_secret()
    {
        var memory = new FakeMemory();
        string cookie;
        await using (var before = await TestControl.StartAsync(memory: memory))
        {
            using var browser = before.Stranger();
            using var answer = await browser.PostAsJsonAsync("/api/v1/session", new { code = before.Services.GetRequiredService<LoginLinks>().NewCode() });
            cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        Assert.DoesNotContain(cookie.Split('=')[1], memory.Sessions.Values.Single().ToString(), StringComparison.Ordinal);
        await using var after = await TestControl.StartAsync(memory: memory);
        using var returning = after.Stranger();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/node");
        request.Headers.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await returning.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_session_slides_for_thirty_days()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var memory = new FakeMemory();
        using var sessions = new Sessions(memory, time);
        var token = await sessions.StartAsync("browser", default);
        time.Advance(TimeSpan.FromDays(29));
        Assert.True((await sessions.FindAsync(token, default))!.CookieIsOld);
        time.Advance(TimeSpan.FromDays(29));
        Assert.NotNull(await sessions.FindAsync(token, default));
        time.Advance(TimeSpan.FromDays(30));
        Assert.Null(await sessions.FindAsync(token, default));
        Assert.Empty(memory.Sessions);
    }

    [Fact]
    public async Task The_oldest_of_more_than_25_sessions_goes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var memory = new FakeMemory();
        using var sessions = new Sessions(memory, time);
        var tokens = new List<string>();
        for (var number = 0; number <= Sessions.KeptMax; number++)
        {
            tokens.Add(await sessions.StartAsync("browser", default));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Sessions.KeptMax, memory.Sessions.Count);
        Assert.Null(await sessions.FindAsync(tokens[0], default));
        Assert.NotNull(await sessions.FindAsync(tokens[1], default));
        Assert.NotNull(await sessions.FindAsync(tokens[^1], default));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_its_open_streams()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        var search = control.Searches.Start(new("x")).Value!;
        using var stream = await browser.GetAsync($"/api/v1/searches/{search.Id}/events", HttpCompletionOption.ResponseHeadersRead);
        var reading = stream.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/v1/session")).StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(Eventually.Deadline));
        Assert.False(reading.IsCompletedSuccessfully);
        Assert.True(reading.IsCompleted);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/node")).StatusCode);
    }

    [Fact]
    public async Task A_cookie_without_the_antiforgery_token_commands_nothing()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        using var with = await browser.PostAsJsonAsync("/api/v1/shares", new { path = "/a" });
        Assert.Equal(HttpStatusCode.Created, with.StatusCode);
        foreach (var token in new[] { null, "", "wrong" })
        {
            browser.DefaultRequestHeaders.Remove("X-XSRF-TOKEN");
            if (token is not null) browser.DefaultRequestHeaders.Add("X-XSRF-TOKEN", token);
            using var without = await browser.PostAsJsonAsync("/api/v1/shares", new { path = "/b" });
            Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
            Assert.Equal("antiforgery-token-needed", (string?)(await without.Content.ReadFromJsonAsync<JsonObject>())!["type"]);
        }

        Assert.Single(control.Shares.List());
    }

    [Fact]
    public async Task Only_the_key_makes_login_links()
    {
        await using var control = await TestControl.StartAsync();
        using var browser = await control.BrowserAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/api/v1/session/links", null)).StatusCode);
        using var script = control.Script();
        using var answer = await script.PostAsync("/api/v1/session/links", null);
        var url = (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["url"]!;
        using var other = control.Stranger();
        Assert.Equal(HttpStatusCode.NoContent, (await other.PostAsJsonAsync("/api/v1/session", new { code = url.Split('#')[1] })).StatusCode);
    }
}
