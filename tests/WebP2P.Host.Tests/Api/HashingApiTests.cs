using System.Net;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Api;

public sealed class HashingApiTests
{
    private const string Hashing = "/api/v1/library/hashing";

    [Fact]
    public async Task Hashing_is_paused_limited_and_resumed()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        Assert.False((bool)(await script.GetAsync(Hashing, HttpStatusCode.OK))["paused"]!);
        Assert.True((bool)(await script.PostAsync("/api/v1/library/pause", null, HttpStatusCode.OK))["paused"]!);
        Assert.True((bool)(await script.GetAsync(Hashing, HttpStatusCode.OK))["paused"]!);
        Assert.False((bool)(await script.PostAsync("/api/v1/library/resume", null, HttpStatusCode.OK))["paused"]!);
        Assert.Equal(7, (long)(await script.PostAsync(Hashing, new { limitBytesPerSecond = 7 }, HttpStatusCode.OK))["limitBytesPerSecond"]!);
        Assert.Equal("invalid-limit", (await script.PostAsync(Hashing, new { limitBytesPerSecond = -1 }, HttpStatusCode.UnprocessableEntity)).Text("type"));
    }
}
