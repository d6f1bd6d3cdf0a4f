namespace WebP2P.Host.Api;

/// <summary>An endpoint's example body, shown in the OpenAPI document.</summary>
internal sealed record BodyExample(string Json);
