using WebP2P.Node.Control;

namespace WebP2P.Host.Access;

/// <summary>The cookie of a signed-in browser. Its name carries the node's, since cookies of one host are shared by all its ports.</summary>
internal sealed class SessionCookie(Sessions sessions, INodeStatus status)
{
    private const string Prefix = "webp2p_";

    public string Name { get; } = Prefix + status.Node.Id.ShortText;

    public bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(Name);

    /// <summary>The session that the request's cookie names; null when there is none.</summary>
    public async Task<OpenSession?> FindAsync(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } token) return null;
        var session = await sessions.FindAsync(token, context.RequestAborted);
        if (session is { CookieIsOld: true })
        {
            session.CookieIsOld = false;
            Write(context, token);
        }

        return session;
    }

    public async Task SignInAsync(HttpContext context) => Write(context, await sessions.StartAsync(context.Request.Headers.UserAgent.ToString(), context.RequestAborted));

    public async Task SignOutAsync(HttpContext context)
    {
        if (context.Features.Get<OpenSession>() is { } session) await sessions.EndAsync(session, context.RequestAborted);
        context.Response.Cookies.Delete(Name, Options(context));
    }

    private void Write(HttpContext context, string token)
    {
        var options = Options(context);
        options.MaxAge = Sessions.Lifetime;
        context.Response.Cookies.Append(Name, token, options);
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
    };
}
