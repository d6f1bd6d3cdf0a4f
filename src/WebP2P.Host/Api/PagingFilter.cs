namespace WebP2P.Host.Api;

/// <summary>Refuses pages that no list gives, before the endpoint runs.</summary>
internal sealed class PagingFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
            if (argument is Paging { Fault: { } fault }) return fault.Result();
        return await next(context);
    }
}
