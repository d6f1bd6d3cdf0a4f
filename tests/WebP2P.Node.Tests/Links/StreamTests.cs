using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

// Who takes the usual ports one after another does not do so beside others.
[Collection("Usual ports")]
public sealed class StreamTests
{
    [Fact]
    public async Task Another_node_than_the_named_one_is_refused()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await using var carol = await LinkNode.StartAsync();
        alice.Hub.Dial(alice.User, bob.Address, carol.Id);
        await alice.User.WaitAsync("failed: ");
        Assert.Contains(bob.Id.ShortText, alice.User.Lines[^1]);
        Assert.Contains(carol.Id.ShortText, alice.User.Lines[^1]);
        Assert.Equal(1, alice.Drops[DropReason.WrongIdentity]);
        Assert.Empty(bob.User.Lines);
    }

    [Fact]
    public async Task The_first_node_met_at_an_address_is_remembered_and_another_one_is_refused()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        var port = bob.Address.Port;
        await bob.Plane.StopAsync(CancellationToken.None);
        await alice.User.WaitAsync($"unlinked {bob.Id.ShortText}");

        await using var mallory = await LinkNode.StartAsync(options => options with { PeerListen = $"127.0.0.1:{port}" });
        alice.Hub.Dial(alice.User, mallory.Address, null);
        await alice.User.WaitAsync("failed: ");
        Assert.Contains($"expected node {bob.Id.ShortText}, but node {mallory.Id.ShortText} answered", alice.User.Lines[^1]);

        alice.Hub.Dial(alice.User, mallory.Address, mallory.Id);
        await alice.User.WaitAsync($"linked {mallory.Id.ShortText}");
    }

    [Fact]
    public async Task The_peer_plane_knows_who_asks_and_speaks_only_to_certificates()
    {
        await using var alice = await LinkNode.StartAsync(add: services => services.AddSingleton<IPeerEndpoints, WhoEndpoint>());
        await using var bob = await LinkNode.StartAsync();
        await bob.LinkAsync(alice);
        await bob.User.WaitAsync($"received {alice.Id.ShortText} PeerRecordChanged");
        Assert.Equal(bob.Id.ToString(), await AskAsync(bob, alice.Id));

        using var socket = new TcpClient();
        await socket.ConnectAsync(alice.Plane.EndPoint!);
        await using var stream = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown is not null);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await stream.AuthenticateAsClientAsync("x");
            await stream.WriteAsync("GET /who HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            if (await stream.ReadAsync(new byte[1]) == 0) throw new IOException("closed");
        });
    }

    [Fact]
    public async Task The_node_that_dialled_serves_the_bytes()
    {
        await using var dialler = await LinkNode.StartAsync(add: services => services.AddSingleton<IPeerEndpoints, WhoEndpoint>());
        await using var asker = await LinkNode.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = AcceptAsync(listener, asker.Get<NodeIdentity>());
        var dialled = await dialler.Connector.DialAsync(PeerAddress.From((IPEndPoint)listener.LocalEndpoint), asker.Id, CancellationToken.None);
        Assert.True(dialler.Plane.TryServe(dialled.Stream, asker.Id));

        await using var accepted = await accepting;
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(accepted) });
        for (var times = 0; times < 3; times++)
        {
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://peer/who"), CancellationToken.None);
            Assert.Equal(asker.Id.ToString(), await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_taken_port_that_the_owner_chose_is_an_error_that_names_the_option()
    {
        await using var first = await LinkNode.StartAsync();
        var refused = await Assert.ThrowsAsync<PeerListenException>(() => LinkNode.StartAsync(options => options with { PeerListen = first.Address.ToString() }));
        Assert.Contains("--peer-listen", refused.Message);
        Assert.Contains(first.Address.ToString(), refused.Message);
    }

    [Fact]
    public async Task Without_a_choice_the_next_free_port_is_taken()
    {
        await using var first = await LinkNode.StartAsync(options => options with { PeerListen = null });
        await using var second = await LinkNode.StartAsync(options => options with { PeerListen = null });
        Assert.NotEqual(first.Address.Port, second.Address.Port);
        Assert.InRange(second.Address.Port, PeerListenChoice.UsualPort, PeerListenChoice.UsualPort + 99);
    }

    private static async Task<string> AskAsync(LinkNode node, NodeId peer)
    {
        using var response = await node.Connector.Http(peer).SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://ignored:1/who"), CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<SslStream> AcceptAsync(TcpListener listener, NodeIdentity identity)
    {
        var stream = new SslStream(new NetworkStream(await listener.AcceptSocketAsync(), ownsSocket: true));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = identity.Certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        return stream;
    }

    private sealed class WhoEndpoint : IPeerEndpoints
    {
        public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/who", (RequestDelegate)(context => context.Response.WriteAsync(context.PeerId().ToString())));
    }
}
