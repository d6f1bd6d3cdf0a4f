using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Api;

internal static class ContentEndpoints
{
    private const string Sandbox = "sandbox; default-src 'none'";

    public static void MapContents(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("contents/{hash}").WithTags("Contents");
        group.MapGet("", Get).Named("getContent", "What this node knows of a content").Refuses(404, 409);
        group.MapGet("data", Data).Named("readContent", "The bytes of an own complete file; single ranges").Refuses(404, 409, 416)
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .Produces(StatusCodes.Status206PartialContent, contentType: "application/octet-stream");
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> Get(string hash, IShares shares, CancellationToken cancellationToken)
    {
        var (id, problem) = await ResolveAsync(hash, shares, cancellationToken);
        if (problem is not null) return problem;
        var known = await shares.ContentsAsync(id.Hash, cancellationToken);
        return known.FirstOrDefault(content => content.Size == id.SizeBytes) is { } content ? TypedResults.Ok(content) : Problems.UnknownContent.Result();
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Data(string hash, HttpContext context, IShares shares)
    {
        var (id, problem) = await ResolveAsync(hash, shares, context.RequestAborted);
        if (problem is not null) return problem;
        if (await shares.OpenAsync(id, context.RequestAborted) is not { } file) return Problems.UnknownContent.Result();
        var shown = ShownTypes.Of(file.Name);
        context.Response.Headers.ContentSecurityPolicy = Sandbox;
        return TypedResults.Stream(
            file.Stream,
            shown ?? "application/octet-stream",
            fileDownloadName: shown is null ? file.Name : null,
            lastModified: file.Modified,
            entityTag: new EntityTagHeaderValue($"\"{id}\""),
            enableRangeProcessing: true);
    }

    private static Task<(ContentId Id, ProblemHttpResult? Problem)> ResolveAsync(string text, IShares shares, CancellationToken cancellationToken) =>
        ContentNames.ResolveAsync(text, hash => ContentNames.OfNodeAsync(shares, hash, cancellationToken));
}
