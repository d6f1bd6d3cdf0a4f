using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Api;

/// <summary>The OpenAPI document at <c>/swagger</c>; <c>docs/openapi.json</c> is its checked-in copy.</summary>
internal static class OpenApiDocument
{
    public const string Name = "v1";
    private const string HexPattern = "^[0-9a-f]{64}$";

    public static void Describe(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Name, new OpenApiInfo { Title = "WebP2P", Version = Name, Description = "What the owner of a node can do with it. Errors are RFC 9457 problems; lists are paged by cursor." });
        options.AddSecurityDefinition("key", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The key in control-key in the data folder." });
        options.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] });
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.MapType<ContentHash>(() => Hex("Root of the content's Merkle tree (BEP 52 pieces root)."));
        options.MapType<NodeId>(() => Hex("SHA-256 of the node's public key."));
        options.OperationFilter<ExampleFilter>();
    }

    private static OpenApiSchema Hex(string description) => new() { Type = JsonSchemaType.String, Pattern = HexPattern, Description = description };

    private sealed class ExampleFilter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            foreach (var example in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<BodyExample>())
                if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) is true && body is OpenApiMediaType media)
                    media.Example = JsonNode.Parse(example.Json);
        }
    }
}
