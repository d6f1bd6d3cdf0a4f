using Microsoft.AspNetCore.Mvc;

namespace WebP2P.Host.Api;

/// <summary>Writes problems whatever the client accepts: a refusal without its reason helps nobody.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        Problems.Complete(context);
        var details = context.ProblemDetails;
        var response = context.HttpContext.Response;
        response.StatusCode = details.Status ?? response.StatusCode;
        return new ValueTask(response.WriteAsJsonAsync<ProblemDetails>(details, ApiJson.Options, Problems.ContentType, context.HttpContext.RequestAborted));
    }
}
