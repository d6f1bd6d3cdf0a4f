using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Tests.Components;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Hubs;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Tests.Api;

public sealed class OverlayApiTests
{
    private const string Gnutella = "/api/v1/overlays/gnutella";

    [Fact]
    public async Task Gnutella_tells_its_neighbours_with_drops_by_reason_its_links_and_the_hosts_it_knows()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var overlay = await script.GetAsync(Gnutella, HttpStatusCode.OK);
        Assert.Equal(("gnutella", "connected", true, 212L), (overlay.Text("name"), overlay.Text("state"), (bool)overlay["enabled"]!, (long)overlay["counters"]!["hostsKnown"]!));
        var neighbours = overlay["neighbours"]!.AsArray();
        Assert.Equal(["lab-nas", "bob-laptop", SampleGnutella.Hostile], neighbours.Select(neighbour => neighbour.Text("name")));
        Assert.Equal((3L, 8_700L, true), ((long)neighbours[2]!["gnutella"]!["drops"]!["malformed"]!, (long)neighbours[2]!["gnutella"]!["drops"]!["rateExceeded"]!, (bool)neighbours[2]!["gnutella"]!["slowed"]!));
        Assert.Null(neighbours[2]!["gnutella"]!["degree"]);
        Assert.Null(neighbours[1]!["gnutella"]!["tableFillPerMille"]);
        var links = overlay["routingTable"]!["links"]!.AsArray();
        Assert.Equal(9, links.Count);
        Assert.Contains(links, link => (string?)link!["otherName"] == "korfu");
        Assert.Equal((212, "10.0.0.4:6699", "index"), ((int)overlay["hosts"]!["known"]!, overlay["hosts"]!["listed"]![0].Text("address"), overlay["hosts"]!["listed"]![0].Text("origin")));
        Assert.Null(overlay["hosts"]!["listed"]![1]!["lastSeenAt"]);
    }

    [Fact]
    public async Task Napster_tells_the_links_that_it_holds_and_has_no_routing_table()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var overlay = await script.GetAsync("/api/v1/overlays/napster", HttpStatusCode.OK);
        var bob = Assert.Single(overlay["neighbours"]!.AsArray());
        Assert.Equal(("bob", 5L, 6L), (bob.Text("name"), (long)bob!["bytesIn"]!, (long)bob["bytesOut"]!));
        Assert.Null(bob["gnutella"]);
        Assert.Null(overlay["routingTable"]);
        Assert.Equal(2, (await script.GetAsync("/api/v1/overlays", HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_overlay_is_turned_off_and_on_again()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        Assert.Equal(("off", false), await TurnAsync(script, false));
        Assert.False((bool)(await script.GetAsync(Gnutella, HttpStatusCode.OK))["enabled"]!);
        Assert.Equal(("connected", true), await TurnAsync(script, true));
        foreach (var (name, body, status, type) in new[] { ("kazaa", """{"enabled": true}""", 404, "overlay-not-here"), ("gnutella", "{}", 400, "invalid-request"), ("gnutella", """{"enabled": null}""", 400, "invalid-request"), ("gnutella", """{"enabled": true, "ttl": 9}""", 400, "invalid-request") })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await script.PatchAsync($"/api/v1/overlays/{name}", content);
            Assert.Equal(type, (await answer.ReadAsync((HttpStatusCode)status)).Text("type"));
        }
    }

    [Fact]
    public async Task A_trace_tells_the_way_its_reason_its_cost_and_every_step()
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var trace = await script.GetAsync($"{Gnutella}/traces/{SampleGnutella.FirstSearch}", HttpStatusCode.OK);
        Assert.Equal(("harry potter", "ring", 3, 61L, 9), (trace.Text("query"), trace["travel"].Text("way"), (int)trace["travel"]!["ttl"]!, (long)trace["travel"]!["messagesEstimated"]!, (int)trace["messages"]!));
        var steps = trace["steps"]!.AsArray();
        Assert.Equal(["sent", "sent", "hitsCame", "sent", "sent", "tableSpared", "duplicate", "hitsCame", "hitsCame", "dropped"], steps.Select(step => step.Text("kind")));
        Assert.Equal((null, "lab-nas", 1), ((string?)steps[0]!["from"], steps[0].Text("toName"), (int)steps[0]!["ttl"]!));
        Assert.Equal((960L, 2), ((long)steps[7]!["afterMs"]!, (int)steps[7]!["hops"]!));
        var page = await script.GetAsync($"{Gnutella}/traces?limit=1", HttpStatusCode.OK);
        Assert.Equal(("harry potter", "1"), (Assert.Single(page["items"]!.AsArray()).Text("query"), page.Text("nextCursor")));
        await script.GetAsync($"{Gnutella}/traces?cursor=elsewhere", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_network_topic_of_the_hub_tells_changes_of_both_overlays()
    {
        await using var control = await TestControl.StartAsync();
        await using var follower = await HubFollower.StartAsync(control);
        await follower.SubscribeAsync("network");
        var status = (FakeStatus)control.Services.GetService(typeof(INodeStatus))!;
        foreach (var kind in new[] { OverlayKind.Gnutella, OverlayKind.Napster }) control.Feed.Publish(new OverlayChanged(status.Overlay(kind)!));
        await follower.Until(seen => seen.Received.Count(item => item.Name == "OverlayChanged") == 2);
        Assert.Equal(["gnutella", "napster"], follower.Received.Where(item => item.Name == "OverlayChanged").Select(item => item.Push["overlay"].Text("name")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(255)]
    public async Task A_way_of_a_search_beyond_its_limits_is_refused(int ttl)
    {
        await using var control = await TestControl.StartAsync();
        using var script = control.Script();
        var problem = await script.PostAsync("/api/v1/searches", new { query = "x", gnutella = new { way = "flood", ttl } }, HttpStatusCode.BadRequest);
        Assert.Equal("The TTL is a number from 1 to 7.", (string?)problem["errors"]!["gnutella.ttl"]![0]);
        await script.PostAsync("/api/v1/searches", new { query = "x", gnutella = new { way = "swim" } }, HttpStatusCode.BadRequest);
    }

    private static async Task<(string State, bool Enabled)> TurnAsync(HttpClient script, bool enabled)
    {
        using var answer = await script.PatchAsync(Gnutella, JsonContent.Create(new { enabled }));
        JsonObject overlay = await answer.ReadAsync(HttpStatusCode.OK);
        return (overlay.Text("state"), (bool)overlay["enabled"]!);
    }
}
