using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

internal static class LibraryEndpoints
{
    public static void MapLibrary(this IEndpointRouteBuilder api) =>
        api.MapGet("library", List).AddEndpointFilter<PagingFilter>().WithTags("Library").Named("listLibrary", "Files that this node offers").Refuses();

    private static async Task<Ok<Page<LibraryFile>>> List(string? query, Guid? share, [AsParameters] Paging paging, IShares shares, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shares.FilesAsync(query, share, paging.Request, cancellationToken));
}
