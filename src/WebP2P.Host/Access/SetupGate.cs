using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using WebP2P.Host.Api;
using WebP2P.Host.Components.Pages;

namespace WebP2P.Host.Access;

/// <summary>Before a node is set up every page leads to the setup, and afterwards the setup leads away. Only pages: scripts are answered as always.</summary>
internal sealed class SetupGate(RequestDelegate next)
{
    private const string SetupPath = "/setup";
    private bool isDone;

    public async Task InvokeAsync(HttpContext context, OwnerSetup setup)
    {
        var asksForSetup = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type == typeof(Setup);
        if (!asksForSetup && !IsPage(context)) await next(context);
        else if (await IsDoneAsync(setup, context.RequestAborted) != asksForSetup) await next(context);
        else context.Response.Redirect(context.Request.PathBase + (asksForSetup ? "/" : SetupPath));
    }

    /// <summary>What a person sees after signing in: the dashboard's pages, and whatever else a browser is led to.</summary>
    private static bool IsPage(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IAllowAnonymous>() is not null) return false;
        return HttpMethods.IsGet(context.Request.Method) && (metadata?.GetMetadata<ComponentTypeMetadata>() is not null || IsForPerson(context.Request));
    }

    private static bool IsForPerson(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Done once is done for good, so it is asked no more.</summary>
    private async ValueTask<bool> IsDoneAsync(OwnerSetup setup, CancellationToken cancellationToken) =>
        isDone = isDone || (await setup.StateAsync(cancellationToken)).Done;
}
