using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace WebP2P.Host.Access;

/// <summary>The control listener's limits, by name.</summary>
internal static class ControlKestrel
{
    public const int ConnectionsMax = 1024;
    public const int UpgradedConnectionsMax = 400;
    public const int BodyBytesMax = 64 * 1024;
    public const int HeaderBytesMax = 8 * 1024;
    public const int HeadersMax = 40;
    public const int RequestLineBytesMax = 4 * 1024;
    public const int BytesPerSecondMin = 1024;
    public const int StreamsPerConnectionMax = 32;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = ConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = UpgradedConnectionsMax;
        limits.MaxRequestBodySize = BodyBytesMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecondMin, Grace);
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecondMin, Grace);
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
    }

    public static void UseCertificate(KestrelServerOptions kestrel, ControlOptions options)
    {
        if (!options.UsesTls) return;
        var certificate = options.Certificate is { } path ? ControlCertificate.Load(path) : ControlCertificate.OpenOwn(options.Data);
        kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
    }

    /// <summary>With TLS asked for, an address that says http is meant as https.</summary>
    public static string[] Urls(ControlOptions options) =>
        [.. options.UrlList.Select(url => options.UsesTls && url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? string.Concat("https", url.AsSpan(4)) : url)];

    public static IEnumerable<IPAddress> Proxies(ControlOptions options) => options.TrustedProxies.Select(IPAddress.Parse);
}
