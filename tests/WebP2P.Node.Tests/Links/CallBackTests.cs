using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

public sealed class CallBackTests
{
    [Fact]
    public async Task A_node_that_calls_back_serves_requests_and_links_on_the_streams_that_it_dialled()
    {
        await using var asker = await LinkNode.StartAsync();
        await using var closed = await LinkNode.StartAsync(add: services => services.AddSingleton<IPeerEndpoints, WhoEndpoint>());
        asker.Connector.CallBacks.Ask = (peer, nonce) => closed.Get<CallBackDialler>().Dial(asker.Get<PeerDirectory>().Own!, nonce);
        Assert.Equal($"{asker.Id} at 127.0.0.1", await AskAsync(asker, closed.Id));

        asker.Hub.Dial(asker.User, null, closed.Id);
        await asker.User.WaitAsync($"linked {closed.Id.ShortText}");
        await closed.User.WaitAsync($"linked {asker.Id.ShortText}");
        Assert.True(asker.Hub.Send(closed.Id, default, new Protocols.Links.LinkHeld(true)));
        Assert.Equal(IPAddress.Loopback, closed.Hub.Find(asker.Id)!.Wire.Remote.Address);
    }

    [Fact]
    public async Task Another_node_than_the_one_that_was_called_is_turned_away_whatever_nonce_it_brings()
    {
        await using var asker = await LinkNode.StartAsync(limits: new Node.Links.LinkOptions { CallBackTimeoutMs = 2_000 });
        await using var mallory = await LinkNode.StartAsync();
        await using var closed = await LinkNode.StartAsync();
        asker.Connector.CallBacks.Ask = (_, nonce) => mallory.Get<CallBackDialler>().Dial(asker.Get<PeerDirectory>().Own!, nonce);
        var refused = await Assert.ThrowsAsync<IOException>(() => asker.Connector.DialAsync(closed.Id, CancellationToken.None));
        Assert.Contains("asked to call back and did not within 2 s", refused.Message);
        // It may come after the wait is over, and is turned away then as well.
        await Poll.UntilAsync(() => asker.Drops[DropReason.Unsolicited] > 0);
        Assert.Equal(1, asker.Drops[DropReason.Unsolicited]);
    }

    [Fact]
    public async Task A_refused_callback_says_why_at_once_in_one_clean_line()
    {
        await using var asker = await LinkNode.StartAsync();
        asker.Connector.CallBacks.Ask = (_, nonce) => asker.Connector.CallBacks.Fail(nonce, "not\nregistered");
        var refused = await Assert.ThrowsAsync<IOException>(() => asker.Connector.DialAsync(FewNodes.Id(1), CancellationToken.None));
        Assert.EndsWith("it cannot be asked to call back: notregistered", refused.Message);
    }

    [Fact]
    public async Task A_callback_never_dials_what_the_rules_for_told_addresses_forbid()
    {
        await using var asker = await LinkNode.StartAsync();
        await using var closed = await LinkNode.StartAsync(options => options with { AllowLoopback = false });
        closed.Get<CallBackDialler>().Dial(asker.Get<RecordSigner>().Sign(new PeerRecord("asker", [asker.Address, new("10.254.3.4", 6699)], [])), 1);
        await Poll.UntilAsync(() => closed.Drops[DropReason.AddressRefused] == 2);
        Assert.Equal(0, asker.Drops[DropReason.Unsolicited]);
    }

    [Fact]
    public async Task No_more_callbacks_are_dialled_at_once_than_the_limit_says()
    {
        await using var closed = await LinkNode.StartAsync();
        await using var asker = await LinkNode.StartAsync();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var record = asker.Get<RecordSigner>().Sign(new PeerRecord("asker", [PeerAddress.From((IPEndPoint)silent.LocalEndpoint)], []));
        for (var times = 0; times < 32; times++) closed.Get<CallBackDialler>().Dial(record, (UInt128)times);
        Assert.Equal(0, closed.Drops[DropReason.LimitReached]);
        closed.Get<CallBackDialler>().Dial(record, 33);
        Assert.Equal(1, closed.Drops[DropReason.LimitReached]);
    }

    [Fact]
    public async Task No_more_callbacks_are_waited_for_than_the_limit_says()
    {
        var waits = new CallBackWaits(60_000) { Ask = (_, _) => { } };
        using var stop = new CancellationTokenSource();
        var open = Enumerable.Range(0, 1_000).Select(_ => waits.OpenAsync(FewNodes.Id(1), stop.Token)).ToList();
        var refused = await Assert.ThrowsAsync<IOException>(() => waits.OpenAsync(FewNodes.Id(1), stop.Token));
        Assert.Equal("too many callbacks are waited for", refused.Message);
        await stop.CancelAsync();
        foreach (var waiting in open) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_stream_that_was_brought_is_taken_once_and_not_after_the_wait_is_over()
    {
        var nonces = new List<UInt128>();
        var waits = new CallBackWaits(60_000) { Ask = (_, nonce) => nonces.Add(nonce) };
        var waiting = waits.OpenAsync(FewNodes.Id(1), CancellationToken.None);
        Assert.False(waits.TryMeet(FewNodes.Id(2), nonces[0], out _));
        Assert.True(waits.TryMeet(FewNodes.Id(1), nonces[0], out var hand));
        Assert.False(waits.TryMeet(FewNodes.Id(1), nonces[0], out _));
        Assert.True(hand(Stream.Null, new IPEndPoint(IPAddress.Loopback, 1)));
        Assert.Equal(FewNodes.Id(1), (await waiting).Peer);
    }

    [Fact]
    public void Who_came_when_called_is_called_first_for_ten_minutes_or_until_a_dial_reached_it()
    {
        var book = new DialBook();
        var (one, other) = (FewNodes.Id(1), FewNodes.Id(2));
        Assert.False(book.IsCallFirst(one, 0));
        book.CallFirst(one, 0);
        book.CallFirst(other, 0);
        Assert.True(book.IsCallFirst(one, DialBook.UnprovenIntervalMs - 1));
        Assert.False(book.IsCallFirst(one, DialBook.UnprovenIntervalMs));
        book.Prove(other, new PeerAddress("192.0.2.1", 1));
        Assert.False(book.IsCallFirst(other, 1));
    }

    [Fact]
    public void A_doubted_connection_is_dead_within_little_more_than_a_second_unless_something_comes()
    {
        var pulse = new LinkPulse(20_000, 3);
        Assert.Equal(PulseStep.Ping, pulse.Step(0));
        pulse.Answered(0, 10);
        Assert.Equal(PulseStep.Wait, pulse.Step(1_000));
        pulse.Doubt();
        Assert.Equal([PulseStep.Ping, PulseStep.Ping, PulseStep.Ping, PulseStep.Dead], [pulse.Step(1_000), pulse.Step(1_300), pulse.Step(1_600), pulse.Step(1_900)]);
        pulse.Heard();
        Assert.Equal(PulseStep.Wait, pulse.Step(2_500));
    }

    [Fact]
    public void Streams_that_lead_nowhere_are_ended_and_others_are_left()
    {
        var streams = new OpenStreams();
        using var old = new MemoryStream();
        using var fresh = new MemoryStream();
        streams.Add(new PeerStream(old, FewNodes.Id(1), new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1)));
        streams.Add(new PeerStream(fresh, FewNodes.Id(1), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 1)));
        streams.End(stream => stream.Remote.Address.Equals(IPAddress.Parse("10.0.0.1")));
        Assert.False(old.CanRead);
        Assert.True(fresh.CanRead);
    }

    private static async Task<string> AskAsync(LinkNode node, NodeId peer)
    {
        using var response = await node.Connector.Http(peer).SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://ignored:1/who"), CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    private sealed class WhoEndpoint : IPeerEndpoints
    {
        public void Map(IEndpointRouteBuilder routes) =>
            routes.MapGet("/who", (RequestDelegate)(context => context.Response.WriteAsync($"{context.PeerId()} at {context.Connection.RemoteIpAddress}")));
    }
}
