using System.Net;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Access;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Access;

public sealed class PasswordTests
{
    private const string Good = "correct horse battery";

    [Fact]
    public async Task The_password_of_setup_signs_in_and_another_does_not()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        await script.PostAsync("/api/v1/setup", new { password = Good }, HttpStatusCode.OK);
        using var stranger = control.Stranger();
        var wrong = await stranger.PostAsync("/api/v1/session", new { password = Good + "x" }, HttpStatusCode.Unauthorized);
        Assert.Equal("wrong-code-or-password", wrong.Text("type"));
        await stranger.PostAsync("/api/v1/session", new { password = Good }, HttpStatusCode.NoContent);
        Assert.True((bool)(await stranger.GetAsync("/api/v1/session", HttpStatusCode.OK))["hasPassword"]!);
    }

    [Fact]
    public async Task Without_a_password_none_signs_in()
    {
        await using var control = await TestControl.StartAsync();
        using var stranger = control.Stranger();
        foreach (var password in new[] { "", "admin", "webp2p" })
            await stranger.PostAsync("/api/v1/session", new { password }, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_password_of_the_environment_counts_instead_of_the_stored_one()
    {
        await using var control = await TestControl.StartAsync(options => options with { Password = Good });
        using var stranger = control.Stranger();
        await stranger.PostAsync("/api/v1/session", new { password = Good + "x" }, HttpStatusCode.Unauthorized);
        await stranger.PostAsync("/api/v1/session", new { password = Good }, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Too_many_attempts_are_told_how_long_to_wait()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var control = await TestControl.StartAsync(options => options with { Password = Good }, time: time);
        using var stranger = control.Stranger();
        for (var attempt = 0; attempt < LoginThrottle.Burst; attempt++)
            await stranger.PostAsync("/api/v1/session", new { password = "wrong" }, HttpStatusCode.Unauthorized);
        using var refused = await stranger.PostAsync("/api/v1/session", System.Net.Http.Json.JsonContent.Create(new { password = Good }));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(LoginThrottle.Refill, refused.Headers.RetryAfter?.Delta);
        time.Advance(LoginThrottle.Refill);
        await stranger.PostAsync("/api/v1/session", new { password = Good }, HttpStatusCode.NoContent);
    }

    [Fact]
    public void An_address_has_five_attempts_and_neighbours_on_its_line_share_them()
    {
        var throttle = new LoginThrottle(new FakeTimeProvider(DateTimeOffset.UtcNow));
        for (var attempt = 0; attempt < LoginThrottle.Burst; attempt++) Assert.Null(throttle.Take(IPAddress.Parse("2001:db8::1")));
        Assert.NotNull(throttle.Take(IPAddress.Parse("2001:db8::2")));
        Assert.Null(throttle.Take(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Null(throttle.Take(IPAddress.Parse("192.0.2.1")));
        throttle.Clear(IPAddress.Parse("2001:db8::3"));
        Assert.Null(throttle.Take(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public void A_hash_has_its_own_salt_and_matches_its_password_alone()
    {
        var (one, two) = (PasswordHash.Create(Good), PasswordHash.Create(Good));
        Assert.NotEqual(one, two);
        Assert.StartsWith("pbkdf2-sha256$600000$", one, StringComparison.Ordinal);
        Assert.True(PasswordHash.Matches(Good, one));
        Assert.False(PasswordHash.Matches(Good + " ", one));
        Assert.False(PasswordHash.Matches(Good, "something else"));
    }

    [Fact]
    public async Task Setup_is_done_once_and_its_faults_change_nothing_after_them()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        Assert.False((bool)(await script.GetAsync("/api/v1/setup", HttpStatusCode.OK))["done"]!);
        Assert.Equal("password-too-short", (await script.PostAsync("/api/v1/setup", new { password = "short" }, HttpStatusCode.UnprocessableEntity)).Text("type"));
        Assert.Equal("folder-forbidden", (await script.PostAsync("/api/v1/setup", new { share = FakeShares.ForbiddenPath }, HttpStatusCode.UnprocessableEntity)).Text("type"));
        Assert.Equal("not-an-address", (await script.PostAsync("/api/v1/setup", new { share = "/music", join = "nowhere" }, HttpStatusCode.UnprocessableEntity)).Text("type"));
        var done = await script.PostAsync("/api/v1/setup", new { share = "/music", join = "index.example.org:6699" }, HttpStatusCode.OK);
        Assert.True((bool)done["done"]!);
        Assert.Equal([("password", false), ("share", true), ("join", true)], done["steps"]!.AsArray().Select(step => (step.Text("name"), (bool)step!["done"]!)));
        Assert.Equal("setup-done", (await script.PostAsync("/api/v1/setup", new { }, HttpStatusCode.Conflict)).Text("type"));
    }
}
