using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Host.Api;

namespace WebP2P.Host.Access;

/// <summary>A command that comes with a cookie must carry the token that <c>GET /api/v1/session</c> gave, in <c>X-XSRF-TOKEN</c>. The token follows from the session's secret, so nothing is kept.</summary>
internal sealed class AntiforgeryGuard(RequestDelegate next)
{
    public const string HeaderName = "X-XSRF-TOKEN";

    /// <summary>Makes the token another value than anything else derived from the session.</summary>
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("webp2p antiforgery 1");

    public Task InvokeAsync(HttpContext context, SessionCookie cookie)
    {
        var needed = IsUnsafe(context.Request) && context.Features.Get<OpenSession>() is not null
            && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        return needed && !Carries(context.Request, TokenOf(context, cookie)) ? Problems.WriteAsync(context, Problems.NoAntiforgeryToken) : next(context);
    }

    /// <summary>The token of the request's session; null without one.</summary>
    public static string? TokenOf(HttpContext context, SessionCookie cookie) =>
        context.Request.Cookies[cookie.Name] is { Length: > 0 } secret
            ? Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Purpose))
            : null;

    public static bool IsUnsafe(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private static bool Carries(HttpRequest request, string? token) =>
        token is not null && request.Headers[HeaderName] is [{ } given] && Secret.Matches(given, Secret.Hash(token));
}
