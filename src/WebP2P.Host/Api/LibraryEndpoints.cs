using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

internal static class LibraryEndpoints
{
    private const string RulesExample = """{"patterns": ["*.tmp", "node_modules/", "**/cache/"], "offerHidden": false, "smallestBytes": 1, "largestBytes": null}""";

    public static void MapLibrary(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("library").WithTags("Library");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listLibrary", "What this node offers: all files, the entries of a folder, or what matches a query").Refuses(404, 422);
        group.MapGet("duplicates", Duplicates).AddEndpointFilter<PagingFilter>().Named("listDuplicates", "Contents that lie in several places").Refuses();
        group.MapGet("rules", Rules).Named("getRules", "Which files no share offers").Refuses();
        group.MapPatch("rules", ChangeRules).Named("changeRules", "Sets which files no share offers; files that are hidden keep their hashes").Refuses(412, 422)
            .BodyExample(RulesExample);
        group.MapPost("rules/preview", Preview).Named("previewRules", "What such rules for all shares would hide and show; nothing is saved").Refuses(422)
            .BodyExample(RulesExample);
    }

    private static async Task<Results<Ok<Page<LibraryEntry>>, ProblemHttpResult>> List(
        string? query, string? path, Guid? share, [AsParameters] Paging paging, ILibraryTree library, IShares shares, CancellationToken cancellationToken)
    {
        if (path is null && string.IsNullOrWhiteSpace(query)) return TypedResults.Ok(await AllAsync(shares, share, paging, cancellationToken));
        if (share is { } id && shares.Find(id) is null) return Problems.UnknownShare.Result();
        var place = path ?? (share is { } of ? shares.Find(of)!.Name : "");
        var outcome = await library.ListAsync(new LibraryQuestion(place, query), paging.Request, cancellationToken);
        return outcome is { Value: { } page } ? TypedResults.Ok(page) : outcome.Refusal!.Result();
    }

    /// <summary>Every file, by name.</summary>
    private static async Task<Page<LibraryEntry>> AllAsync(IShares shares, Guid? share, Paging paging, CancellationToken cancellationToken)
    {
        var page = await shares.FilesAsync(null, share, paging.Request, cancellationToken);
        return new Page<LibraryEntry>([.. page.Items.Select(file => new LibraryEntry(LibraryEntryType.File, file.Name, file.Path, file.Size, null, file.Size == 0 ? null : file.Hash, file.Kind, file.Modified))], page.NextCursor);
    }

    private static async Task<Ok<Page<Duplicate>>> Duplicates([AsParameters] Paging paging, ILibraryTree library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.DuplicatesAsync(paging.Request, cancellationToken));

    private static Ok<ExcludeSettings> Rules(IShareEdits edits, HttpContext context)
    {
        context.Tag(EditVersion.Of(edits.Everywhere));
        return TypedResults.Ok(edits.Everywhere);
    }

    private static async Task<Results<Ok<ExcludeSettings>, ProblemHttpResult>> ChangeRules(ExcludeSettings body, IShareEdits edits, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await edits.ChangeEverywhereAsync(body, context.SeenVersion(), cancellationToken);
        if (outcome.Value is not { } changed) return outcome.Refusal!.Result();
        context.Tag(EditVersion.Of(changed));
        return TypedResults.Ok(changed);
    }

    private static async Task<Results<Ok<RulePreview>, ProblemHttpResult>> Preview(ExcludeSettings body, IShareEdits edits, CancellationToken cancellationToken)
    {
        var outcome = await edits.PreviewAsync(null, body, cancellationToken);
        return outcome is { Value: { } preview } ? TypedResults.Ok(preview) : outcome.Refusal!.Result();
    }
}
