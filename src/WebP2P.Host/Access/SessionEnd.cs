namespace WebP2P.Host.Access;

/// <summary>Signing out ends what the session still has open: event streams, the hub, circuits of pages.</summary>
internal sealed class SessionEnd(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<OpenSession>() is not { } session || HttpMethods.IsDelete(context.Request.Method))
        {
            await next(context);
            return;
        }

        using var registration = session.Over.Token.Register(static request => ((HttpContext)request!).Abort(), context);
        await next(context);
    }
}
