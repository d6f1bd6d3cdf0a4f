using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

internal static class ShareEndpoints
{
    public static void MapShares(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("shares").WithTags("Shares");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listShares", "The folders that this node offers").Refuses();
        group.MapPost("", Add).Named("addShare", "Offers a folder; its scan starts at once").Refuses(409, 422)
            .BodyExample("""{"path": "/home/alice/Music"}""");
        group.MapGet("{id:guid}", Get).Named("getShare", "One folder and its scan; the ETag covers its name and rules").Refuses(404);
        group.MapPatch("{id:guid}", Change).Named("changeShare", "Changes name and rules of a folder, without hashing anything anew").Refuses(404, 409, 412, 422)
            .BodyExample("""{"name": "Records", "rules": {"patterns": ["*.log", "drafts/"], "offerHidden": null, "smallestBytes": null, "largestBytes": null}}""");
        group.MapPost("{id:guid}/preview", PreviewRules).Named("previewShareRules", "What such rules would hide and show; nothing is saved").Refuses(404, 422)
            .BodyExample("""{"patterns": ["*.log", "drafts/"], "offerHidden": null, "smallestBytes": null, "largestBytes": null}""");
        group.MapGet("{id:guid}/skipped", Skipped).AddEndpointFilter<PagingFilter>().Named("listSkipped", "Files of a folder that are not offered, with the reason").Refuses(404);
        group.MapDelete("{id:guid}", Remove).Named("removeShare", "Stops offering a folder; its files stay").Refuses(404, 409);
        group.MapPost("{id:guid}/rescan", Rescan).Named("rescanShare", "Looks for changed files now").Refuses(404);

        var folders = api.MapGroup("folders").WithTags("Folders");
        folders.MapGet("", Folder).Named("listFolders", "Folders of this machine, for a picker").Refuses(404, 422);
        folders.MapGet("preview", Preview).Named("previewFolder", "How much sharing a folder would offer").Refuses(404, 422);
    }

    private static Results<Ok<Page<ShareView>>, ProblemHttpResult> List([AsParameters] Paging paging, IShares shares) =>
        paging.Of(shares.List()) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static async Task<Results<Created<ShareView>, ProblemHttpResult>> Add(ShareRequest body, IShares shares, CancellationToken cancellationToken)
    {
        var outcome = await shares.AddAsync(body.Path, cancellationToken);
        return outcome is { Value: { } share } ? TypedResults.Created($"{ApiPaths.Shares}/{share.Id}", share) : outcome.Refusal!.Result(ApiPaths.Shares);
    }

    private static Results<Ok<ShareView>, ProblemHttpResult> Get(Guid id, IShares shares, HttpContext context)
    {
        if (shares.Find(id) is not { } share) return Problems.UnknownShare.Result();
        context.Tag(share);
        return TypedResults.Ok(share);
    }

    private static async Task<Results<Ok<ShareView>, ProblemHttpResult>> Change(Guid id, ShareEdit body, IShareEdits edits, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await edits.ChangeAsync(id, new ShareChange(body.Name, body.Rules, context.SeenVersion()), cancellationToken);
        if (outcome.Value is not { } share) return outcome.Refusal!.Result(ApiPaths.Shares);
        context.Tag(share);
        return TypedResults.Ok(share);
    }

    private static async Task<Results<Ok<RulePreview>, ProblemHttpResult>> PreviewRules(Guid id, ExcludeSettings body, IShareEdits edits, CancellationToken cancellationToken)
    {
        var outcome = await edits.PreviewAsync(id, body, cancellationToken);
        return outcome is { Value: { } preview } ? TypedResults.Ok(preview) : outcome.Refusal!.Result();
    }

    private static Results<Ok<Page<SkippedFile>>, ProblemHttpResult> Skipped(Guid id, [AsParameters] Paging paging, IShares shares)
    {
        if (shares.Find(id) is not { } share) return Problems.UnknownShare.Result();
        return paging.Of(share.Skipped) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, IShares shares, CancellationToken cancellationToken)
    {
        if (shares.Find(id) is { Automatic: true }) return Problems.AutomaticShare.Result();
        return await shares.RemoveAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.UnknownShare.Result();
    }

    private static Results<Accepted<ShareView>, ProblemHttpResult> Rescan(Guid id, IShares shares) =>
        shares.Rescan(id) && shares.Find(id) is { } share ? TypedResults.Accepted($"{ApiPaths.Shares}/{id}", share) : Problems.UnknownShare.Result();

    private static Results<Ok<FolderView>, ProblemHttpResult> Folder(string? path, IShares shares)
    {
        var outcome = shares.Folder(path);
        return outcome is { Value: { } folder } ? TypedResults.Ok(folder) : outcome.Refusal!.Result();
    }

    private static async Task<Results<Ok<FolderPreview>, ProblemHttpResult>> Preview([FromQuery] string path, IShares shares, CancellationToken cancellationToken)
    {
        var outcome = await shares.PreviewAsync(path, cancellationToken);
        return outcome is { Value: { } preview } ? TypedResults.Ok(preview) : outcome.Refusal!.Result();
    }
}
