using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using WebP2P.Node.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>How the peer plane's server is set up: limits by name, HTTP/1.1, TLS 1.3 with certificates on both sides.</summary>
internal sealed class PeerPlaneServer(NodeIdentity identity, NodeOptions node, LinkOptions options, IPeerDirectory directory, DropCounters drops)
{
    private const int ConnectionsMax = 1024;
    private const int RequestBodyBytesMax = 64 * 1024;
    private const int HeaderBytesMax = 8 * 1024;
    private const int HeadersMax = 40;
    private const int RequestLineBytesMax = 4 * 1024;
    private static readonly MinDataRate SlowestRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private readonly ConnectLimits connects = new(options, node.AllowLoopback);

    public void Configure(KestrelServerOptions kestrel, IPEndPoint endPoint)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = Math.Max(ConnectionsMax, 2 * options.LinksMax);
        // Links, and streams of nodes that called back.
        limits.MaxConcurrentUpgradedConnections = 2 * options.LinksMax;
        limits.MaxRequestBodySize = RequestBodyBytesMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MinRequestBodyDataRate = SlowestRate;
        limits.MinResponseDataRate = SlowestRate;
        kestrel.Listen(endPoint, Listen);
        kestrel.Listen(new StreamEndPoint(), listen => listen.Protocols = HttpProtocols.Http1);
    }

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => Limit(connection, next));
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = identity.Certificate,
            SslProtocols = SslProtocols.Tls13,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => NodeIdentity.TryNodeId(certificate, out _),
            HandshakeTimeout = HandshakeTimeout,
        });
        listen.Use(next => connection => Identify(connection, next));
    }

    /// <summary>Before the handshake, which is what costs; who is turned away gets no answer.</summary>
    private Task Limit(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is IPEndPoint remote && connects.TryTake(remote.Address, Environment.TickCount64)) return next(connection);
        drops.Count(DropReason.RateExceeded);
        return Task.CompletedTask;
    }

    private Task Identify(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not { } certificate) return Task.CompletedTask;
        if (!NodeIdentity.TryNodeId(certificate, out var peer)) return Task.CompletedTask;
        connection.Features.Set(new ConnectedPeer(peer));
        if (directory.Find(peer) is not null && connection.RemoteEndPoint is IPEndPoint remote) connects.Prove(remote.Address);
        return next(connection);
    }
}
