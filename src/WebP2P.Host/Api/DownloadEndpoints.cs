using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Api;

internal static class DownloadEndpoints
{
    private const int NameLengthMax = 1000;
    private const int FolderLengthMax = 4_096;

    private static readonly Problem WrongFolder = Problems.Invalid("folder", "The folder has 1 to 4096 characters.");

    public static void MapDownloads(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("downloads").WithTags("Downloads");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listDownloads", "Copies to this node").Refuses();
        group.MapPost("", Start).Named("startDownload", "Copies a content to this node").Refuses(404, 409, 422, 503)
            .BodyExample("""{"hash": "9a0364b9e99bb480dd25e1f0284c8555a0d5c8f7a1d4e3b2c5d6e7f8091a2b3c", "size": 1048576, "name": "Harry Potter.txt", "mode": "multi"}""");
        group.MapGet("{id:guid}", Get).Named("getDownload", "How a copy does").Refuses(404);
        group.MapDelete("{id:guid}", Remove).Named("removeDownload", "Forgets a copy; a finished file stays unless deleteFile is true").Refuses(404, 503);
        group.MapPost("pause", PauseAll).Named("pauseDownloads", "Pauses all that is not finished").Refuses();
        group.MapPost("resume", ResumeAll).Named("resumeDownloads", "Resumes all that is paused").Refuses();
        group.MapPatch("{id:guid}", Change).Named("changeDownload", "Changes the place in the queue, or which pieces come first").Refuses(404)
            .BodyExample("""{"priority": "high", "order": "sequential"}""");
        group.MapPost("{id:guid}/retry", Retry).Named("retryDownload", "Begins anew with every source, also those that were left; what is verified stays").Refuses(404, 409);
        group.MapPost("{id:guid}/verify", Verify).Named("verifyDownload", "Hashes again what is here, also of a finished file; what is wrong is fetched again").Refuses(404, 409);
        group.MapPost("{id:guid}/move", Move).Named("moveDownload", "Brings a finished file to another folder; it stays offered meanwhile and there").Refuses(404, 409, 422, 503)
            .BodyExample("""{"folder": "/media/disk/films"}""");
        group.MapPost("{id:guid}/pause", Pause).Named("pauseDownload", "Stops asking for pieces; what is verified stays").Refuses(404, 409);
        group.MapPost("{id:guid}/resume", Resume).Named("resumeDownload", "Goes on where it stopped").Refuses(404, 409);
        group.MapGet("{id:guid}/sources", Sources).Named("listDownloadSources", "Peers that a copy comes from").Refuses(404);
        group.MapGet("{id:guid}/pieces", Pieces).Named("listDownloadPieces", "Pieces in order, run-length coded").Refuses(404);
    }

    private static Results<Ok<Page<DownloadView>>, ProblemHttpResult> List(string? state, [AsParameters] Paging paging, IDownloads downloads)
    {
        if (!TryState(state, out var wanted)) return Problems.Invalid("state", "The state is one of queued, searching, waiting, running, paused, verifying, completed, failed.").Result();
        return paging.Of(downloads.List(wanted)) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();
    }

    private static async Task<Results<Created<DownloadView>, ProblemHttpResult>> Start(DownloadRequest body, IDownloads downloads, IShares shares, ISearches searches, CancellationToken cancellationToken)
    {
        if (Fault(body) is { } fault) return fault.Result();
        var (content, problem) = await ContentNames.ResolveAsync(Name(body), hash => KnownAsync(hash, body.SearchId, shares, searches, cancellationToken));
        if (problem is not null) return problem;
        var start = new DownloadStart(content, body.Name, body.SearchId, body.Mode ?? DownloadMode.Multi, body.Sources, body.RequireSource ?? false) { Folder = body.Folder, IfHere = body.IfHere ?? OwnFileUse.Refuse, Order = body.Order ?? DownloadOrder.Rarest };
        var outcome = await downloads.StartAsync(start, cancellationToken);
        return outcome is { Value: { } download } ? TypedResults.Created($"{ApiPaths.Downloads}/{download.Id}", download) : outcome.Refusal!.Result(ExistingIn(outcome.Refusal!));
    }

    // What is here already is a content; what is being copied already is a download.
    private static string ExistingIn(Refusal refusal) => Guid.TryParse(refusal.ExistingId, out _) ? ApiPaths.Downloads : ApiPaths.Contents;

    private static Results<Ok<DownloadView>, ProblemHttpResult> Get(Guid id, IDownloads downloads) =>
        downloads.Find(id) is { } download ? TypedResults.Ok(download) : Problems.UnknownDownload.Result();

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, bool? deleteFile, IDownloads downloads, CancellationToken cancellationToken) =>
        await downloads.RemoveAsync(id, deleteFile ?? false, cancellationToken) switch
        {
            null => TypedResults.NoContent(),
            { Kind: RefusalKind.NotFound } => Problems.UnknownDownload.Result(),
            var refusal => refusal.Result(),
        };

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Pause(Guid id, IDownloads downloads, CancellationToken cancellationToken) =>
        Result(await downloads.PauseAsync(id, cancellationToken));

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Resume(Guid id, IDownloads downloads, CancellationToken cancellationToken) =>
        Result(await downloads.ResumeAsync(id, cancellationToken));

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Retry(Guid id, IDownloads downloads, CancellationToken cancellationToken) =>
        Result(await downloads.RetryAsync(id, cancellationToken));

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Verify(Guid id, IDownloads downloads, CancellationToken cancellationToken) =>
        Result(await downloads.VerifyAsync(id, cancellationToken));

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Change(Guid id, DownloadEdit body, IDownloads downloads, CancellationToken cancellationToken)
    {
        if (downloads.Find(id) is null) return Problems.UnknownDownload.Result();
        if (body is { Priority: null, Order: null }) return Problems.Invalid("priority", "Give a priority (low, normal or high), an order (rarest or sequential), or both.").Result();
        if (body.Order is { } order && await downloads.OrderAsync(id, order, cancellationToken) is { Value: null } refused) return Result(refused);
        return body.Priority is { } priority ? Result(await downloads.PrioritizeAsync(id, priority, cancellationToken)) : Get(id, downloads);
    }

    private static async Task<Results<Ok<DownloadView>, ProblemHttpResult>> Move(Guid id, DownloadPlace body, IDownloads downloads, CancellationToken cancellationToken) =>
        body.Folder is { Length: > 0 and <= FolderLengthMax } ? Result(await downloads.MoveAsync(id, body.Folder, cancellationToken)) : WrongFolder.Result();

    private static async Task<Ok<DownloadsMoved>> PauseAll(IDownloads downloads, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DownloadsMoved(await downloads.PauseAllAsync(cancellationToken)));

    private static async Task<Ok<DownloadsMoved>> ResumeAll(IDownloads downloads, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DownloadsMoved(await downloads.ResumeAllAsync(cancellationToken)));

    private static Results<Ok<Page<DownloadSource>>, ProblemHttpResult> Sources(Guid id, IDownloads downloads) =>
        downloads.Sources(id) is { } sources ? TypedResults.Ok(new Page<DownloadSource>(sources, null)) : Problems.UnknownDownload.Result();

    private static Results<Ok<Page<PieceRunView>>, ProblemHttpResult> Pieces(Guid id, IDownloads downloads) =>
        downloads.Pieces(id) is { } pieces ? TypedResults.Ok(new Page<PieceRunView>(pieces, null)) : Problems.UnknownDownload.Result();

    private static Results<Ok<DownloadView>, ProblemHttpResult> Result(Outcome<DownloadView> outcome) =>
        outcome is { Value: { } download } ? TypedResults.Ok(download) : outcome.Refusal!.Result(ApiPaths.Downloads);

    private static string Name(DownloadRequest body) => body.Size is { } size ? new ContentId(body.Hash, size).ToString() : body.Hash.ToString();

    private static Problem? Fault(DownloadRequest body) => body switch
    {
        { Size: { } size } when !ContentId.IsSize(size) => Problems.Invalid("size", "The size is a number from 1 to 2^43."),
        { Name.Length: 0 or > NameLengthMax } => Problems.Invalid("name", "The name has 1 to 1000 characters."),
        { Folder.Length: 0 or > FolderLengthMax } => WrongFolder,
        { Mode: DownloadMode.Single, Sources.Count: not 1 } or { Mode: DownloadMode.Single, Sources: null } => Problems.Invalid("sources", "Mode single takes exactly one source."),
        _ => null,
    };

    private static async Task<IReadOnlyList<ContentId>> KnownAsync(ContentHash hash, Guid? searchId, IShares shares, ISearches searches, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContentId> found = searchId is { } id ? ContentNames.OfSearch(searches, id, hash) : [];
        return found.Count > 0 ? found : await ContentNames.OfNodeAsync(shares, hash, cancellationToken);
    }

    private static bool TryState(string? text, out DownloadState? state)
    {
        state = Enum.GetValues<DownloadState>().Cast<DownloadState?>().FirstOrDefault(value => string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase));
        return text is null || state is not null;
    }
}
