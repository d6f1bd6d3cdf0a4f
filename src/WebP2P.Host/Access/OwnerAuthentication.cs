using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WebP2P.Host.Api;

namespace WebP2P.Host.Access;

/// <summary>Who asks: a script with the key in its <c>Authorization</c> header, or a browser with a session's cookie. Never anything in the address.</summary>
internal sealed class OwnerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ControlKey key,
    SessionCookie cookie) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "owner";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count > 0) return WithKey(header.ToString());
        if (await cookie.FindAsync(Context) is not { } session) return AuthenticateResult.NoResult();
        Context.Features.Set(session);
        return Success("session", session.Stored.Id.ToString());
    }

    /// <summary>A person is led to the login page, a program gets 401.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (IsForPerson())
        {
            Response.Redirect($"{Request.PathBase}/login");
            return Task.CompletedTask;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(Context, Problems.NotSignedIn);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.WriteAsync(Context, Problems.KeyNeeded);

    private AuthenticateResult WithKey(string header) =>
        header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && key.Matches(header[Bearer.Length..].Trim())
            ? Success("key", "key")
            : AuthenticateResult.Fail("The key is wrong.");

    private static AuthenticateResult Success(string how, string id)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, "owner"), new Claim(ClaimTypes.AuthenticationMethod, how)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private bool IsForPerson() =>
        HttpMethods.IsGet(Request.Method)
        && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
