using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("uploads").WithTags("Uploads");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listUploads", "Copies that others make from this node").Refuses();
        group.MapGet("peers", Peers).AddEndpointFilter<PagingFilter>().Named("listUploadPeers", "What each peer was ever given, and which peers get no uploads").Refuses();
        group.MapGet("{id:guid}", Get).Named("getUpload", "One upload").Refuses(404);
        group.MapDelete("{id:guid}", Remove).Named("endUpload", "Ends an upload: the peer loses its slot, and gets none for this content for ten minutes").Refuses(404);
    }

    private static Results<Ok<UploadList>, ProblemHttpResult> List([AsParameters] Paging paging, IUploads uploads) =>
        paging.Of(uploads.List()) is { } page ? TypedResults.Ok(new UploadList(page.Items, page.NextCursor, uploads.Totals)) : Paging.UnknownCursor.Result();

    private static Results<Ok<Page<UploadPeerView>>, ProblemHttpResult> Peers([AsParameters] Paging paging, IUploadPeers peers) =>
        paging.Of(peers.List()) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static Results<Ok<UploadView>, ProblemHttpResult> Get(Guid id, IUploads uploads) =>
        uploads.Find(id) is { } upload ? TypedResults.Ok(upload) : Problems.UnknownUpload.Result();

    private static Results<NoContent, ProblemHttpResult> Remove(Guid id, IUploads uploads) =>
        uploads.Remove(id) ? TypedResults.NoContent() : Problems.UnknownUpload.Result();
}
