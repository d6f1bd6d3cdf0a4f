using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;

namespace WebP2P.Host.Tests.Access;

/// <summary>Two servers in one node: what one answers the other does not know, whatever name is asked for.</summary>
public sealed class PlaneSeparationTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webp2p-stranger-");
    private DataFolder data = null!;
    private NodeIdentity stranger = null!;
    private TestNode node = null!;

    public async ValueTask InitializeAsync()
    {
        data = DataFolder.Open(folder.FullName);
        stranger = NodeIdentity.Open(data);
        node = await TestNode.StartAsync("separate");
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        stranger.Dispose();
        data.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task No_endpoint_of_the_control_plane_is_at_the_peer_port()
    {
        using var peer = Peer($"https://{node.PeerAddress}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(peer, "GET", "/p2p/library"));
        var control = EndpointProbe.Of(node.Service<EndpointDataSource>()).Select(endpoint => (endpoint.Method, endpoint.Path)).Distinct().ToList();
        Assert.Contains(("GET", "/api/v1/node"), control);
        Assert.Contains(("GET", "/hubs/node"), control);
        Assert.True(control.Count > 60, $"only {control.Count} endpoints");
        var answered = new List<string>();
        foreach (var (method, path) in control)
            foreach (var host in new[] { null, new Uri(node.Host.Address).Authority, "localhost:5080" })
                if (await StatusAsync(peer, method, path, host) is var status && status != HttpStatusCode.NotFound) answered.Add($"{method} {path} as {host}: {status}");
        Assert.Empty(answered);
    }

    [Fact]
    public async Task No_endpoint_of_the_peer_plane_is_at_the_control_port()
    {
        using var probe = new HttpClient { BaseAddress = new Uri(node.Host.Address) };
        var endpoints = PeerEndpoints();
        Assert.Contains("/p2p/link", endpoints.Select(endpoint => endpoint.Path));
        Assert.True(endpoints.Count >= 4, $"only {endpoints.Count} endpoints");
        foreach (var (method, path, _) in endpoints)
            foreach (var host in new[] { null, node.PeerAddress })
            {
                Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(probe, method, path, host, withKey: false));
                Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(probe, method, path, host));
            }
    }

    [Fact]
    public async Task The_peer_port_speaks_neither_plain_http_nor_with_those_who_show_no_key_of_a_node()
    {
        Assert.Equal(0, await PlainAsync("/api/v1/node"));
        using var nameless = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = IsNode } });
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => nameless.GetAsync($"https://{node.PeerAddress}/p2p/library"));
        Assert.True(refused.InnerException is IOException or AuthenticationException or SocketException, $"{refused.InnerException}");
    }

    private async Task<int> PlainAsync(string path)
    {
        try
        {
            return await RawRequest.StatusAsync(new Uri($"http://{node.PeerAddress}"), "GET", path, $"Host: {new Uri(node.Host.Address).Authority}", $"Authorization: Bearer {node.Host.ControlKey}");
        }
        catch (Exception exception) when (exception is IOException or FormatException or IndexOutOfRangeException)
        {
            // Cut off, or answered with the bytes of a TLS alert.
            return 0;
        }
    }

    /// <summary>Of the node's own groups of peer endpoints, mapped once more on a server that is never started.</summary>
    private IReadOnlyList<(string Method, string Path, bool Anonymous)> PeerEndpoints()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var routes = builder.Build();
        foreach (var group in node.Host.Services.GetServices<IPeerEndpoints>()) group.Map(routes);
        return EndpointProbe.Of(new CompositeEndpointDataSource(((IEndpointRouteBuilder)routes).DataSources));
    }

    /// <summary>Another node, as the peer plane wants it.</summary>
    private HttpClient Peer(string address)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls13;
        handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(stranger.Certificate, null, offline: true);
        handler.SslOptions.RemoteCertificateValidationCallback = IsNode;
        return new HttpClient(handler) { BaseAddress = new Uri(address) };
    }

    private static bool IsNode(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is X509Certificate2 certificate && NodeIdentity.TryNodeId(certificate, out _);

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path, string? host = null, bool withKey = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (withKey) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", node.Host.ControlKey);
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
