namespace WebP2P.Host.Api;

/// <summary>What the OpenAPI document says about an endpoint, besides what its types say.</summary>
internal static class ApiDescriptions
{
    /// <param name="name">Verb and noun, unique: the operation id.</param>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary);

    /// <summary>The 4xx answers beyond those that every call has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses.Append(StatusCodes.Status401Unauthorized).Append(StatusCodes.Status400BadRequest).Append(StatusCodes.Status403Forbidden).Distinct().Order())
            endpoint.Produces<ProblemBody>(status, Problems.ContentType);
        return endpoint;
    }

    /// <summary>An example of the body, as JSON.</summary>
    public static RouteHandlerBuilder BodyExample(this RouteHandlerBuilder endpoint, string json) => endpoint.WithMetadata(new BodyExample(json));
}
