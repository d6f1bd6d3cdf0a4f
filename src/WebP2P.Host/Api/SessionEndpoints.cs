using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Host.Access;

namespace WebP2P.Host.Api;

internal static class SessionEndpoints
{
    private const int SecretLengthMax = 1024;
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);

    public static void MapSession(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("session").WithTags("Session");
        group.MapPost("", SignIn).AllowAnonymous().Named("signIn", "Signs a browser in with a one-time code or the password").Refuses(429)
            .BodyExample("""{"code": "the part of the login link after #"}""");
        group.MapGet("", Get).Named("getSession", "Who asks, and the antiforgery token of a browser").Refuses();
        group.MapDelete("", SignOut).Named("signOut", "Ends the browser's session and what it has open").Refuses();
        group.MapPost("links", NewLink).RequireAuthorization(AccessPolicies.Key).Named("createLoginLink", "A fresh one-time login link, for those who have the key").Refuses();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignIn(SessionRequest body, HttpContext context, SignIn signIn)
    {
        if (body.Code is null == body.Password is null) return Problems.Invalid("code", "Give either a code or a password.").Result();
        if ((body.Code ?? body.Password)!.Length > SecretLengthMax) return Problems.WrongCodeOrPassword.Result();
        var (accepted, wait) = await signIn.TryAsync(body.Code, body.Password, context);
        if (wait is { } time) return TooMany(context, time);
        return accepted ? TypedResults.NoContent() : Problems.WrongCodeOrPassword.Result();
    }

    private static async Task<Ok<SessionView>> Get(HttpContext context, SessionCookie cookie, OwnerPassword password)
    {
        var how = context.User.FindFirstValue(ClaimTypes.AuthenticationMethod) ?? "";
        var token = context.Features.Get<OpenSession>() is null ? null : AntiforgeryGuard.TokenOf(context, cookie);
        return TypedResults.Ok(new SessionView(how, token, await password.ExistsAsync(context.RequestAborted)));
    }

    private static async Task<NoContent> SignOut(HttpContext context, SessionCookie cookie)
    {
        await cookie.SignOutAsync(context);
        return TypedResults.NoContent();
    }

    private static Ok<LoginLinkView> NewLink(LoginLinks links, TimeProvider time) =>
        TypedResults.Ok(new LoginLinkView(links.New(), time.GetUtcNow() + LoginLinks.Lifetime));

    private static ProblemHttpResult TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(BusyWait.TotalSeconds, Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.TooManyAttempts.Result();
    }
}
