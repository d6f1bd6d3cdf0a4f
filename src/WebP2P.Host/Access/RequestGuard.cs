using System.Net;
using WebP2P.Host.Api;

namespace WebP2P.Host.Access;

/// <summary>Looks at every request of the listener before anything else does: names other than ours (DNS rebinding), other sites' requests and WebSockets are refused.</summary>
internal sealed class RequestGuard(RequestDelegate next, ControlOptions options)
{
    private readonly HashSet<string> hosts = new(["localhost", "127.0.0.1", "[::1]", .. options.AllowedHosts], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context, SessionCookie cookie)
    {
        if (!IsOwnHost(context)) return Problems.WriteAsync(context, Problems.HostRefused);
        if (!IsOwnSite(context, cookie)) return Problems.WriteAsync(context, Problems.OriginRefused);
        return next(context);
    }

    /// <summary>A name that is an address cannot be rebound, so the address that was dialled is fine.</summary>
    private bool IsOwnHost(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || context.Request.Headers.Host.Count != 1) return false;
        if (hosts.Contains(host.Host)) return true;
        return IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && context.Connection.LocalIpAddress is { } local && address.Equals(Plain(local));
    }

    private bool IsOwnSite(HttpContext context, SessionCookie cookie)
    {
        var request = context.Request;
        var origins = request.Headers.Origin;
        if (origins.Count > 0 && (origins is not [{ } origin] || !IsOwnOrigin(request, origin))) return false;
        if (!AntiforgeryGuard.IsUnsafe(request) && !IsUpgrade(request)) return true;
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site is ["same-origin" or "none"];
        return origins.Count > 0 || !cookie.IsIn(request);
    }

    private bool IsOwnOrigin(HttpRequest request, string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var asking)) return false;
        if (!Uri.TryCreate($"{asking.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var own)) return false;
        var schemeFits = asking.Scheme == request.Scheme || (options.BehindProxy && asking.Scheme == Uri.UriSchemeHttps);
        return schemeFits && asking.Authority == own.Authority && asking.AbsolutePath == "/" && asking.Query.Length == 0;
    }

    private static bool IsUpgrade(HttpRequest request) => request.Headers.Upgrade.Count > 0 || request.Headers.SecWebSocketKey.Count > 0;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
