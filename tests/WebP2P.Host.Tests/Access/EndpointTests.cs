using Microsoft.AspNetCore.Builder;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Access;

public sealed class EndpointTests
{
    [Fact]
    public async Task Every_endpoint_refuses_strangers_and_other_sites()
    {
        await using var control = await TestControl.StartAsync();
        var probe = new EndpointProbe(control);
        var paths = probe.Endpoints.Select(endpoint => endpoint.Path).ToList();
        foreach (var expected in new[] { "/api/v1/node", "/hubs/node", "/hubs/node/negotiate", "/metrics", "/swagger/v1/swagger.json", "/health/ready" })
            Assert.Contains(expected, paths);
        Assert.Empty(probe.Unguarded());
        Assert.Empty(await probe.AnsweredAsync());
    }

    [Fact]
    public async Task A_new_route_that_is_open_to_everybody_is_found()
    {
        await using var control = await TestControl.StartAsync(more: app => app.MapGet("/api/v1/backdoor", () => "in").AllowAnonymous());
        var probe = new EndpointProbe(control);
        Assert.Equal(["GET /api/v1/backdoor is open to everybody"], probe.Unguarded());
        Assert.Contains("GET /api/v1/backdoor with no key: 200", await probe.AnsweredAsync());
    }

    [Fact]
    public async Task A_new_route_without_a_policy_is_closed()
    {
        await using var control = await TestControl.StartAsync(more: app => app.MapGet("/api/v1/new", () => "in"));
        Assert.Equal(401, await RawRequest.StatusAsync(control.Address, "GET", "/api/v1/new", $"Host: {control.Address.Authority}", "Connection: close"));
        Assert.Equal(200, await RawRequest.StatusAsync(control.Address, "GET", "/api/v1/new", $"Host: {control.Address.Authority}", $"Authorization: Bearer {control.Key}", "Connection: close"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_shown_to_strangers()
    {
        await using var control = await TestControl.StartAsync();
        foreach (var path in new[] { "/", "/nothing", "/api/v1/nothing", "/swagger", "/swagger/index.html", "/_blazor", "/css/../../control-key" })
            Assert.Contains(await RawRequest.StatusAsync(control.Address, "GET", path, $"Host: {control.Address.Authority}", "Connection: close"), new[] { 401, 404 });
    }
}
