using WebP2P.Host.Api;

namespace WebP2P.Host.Access;

/// <summary>Open pages cost memory on the node: at most 20 at a time.</summary>
internal sealed class CircuitLimit(RequestDelegate next)
{
    public const int CircuitsMax = 20;

    private int open;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref open) > CircuitsMax) await Problems.WriteAsync(context, Problems.TooManyPages);
            else await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
