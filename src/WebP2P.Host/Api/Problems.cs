using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>Every refusal of the control plane: RFC 9457 with a stable <c>type</c> and a sentence that says what happened and what to do.</summary>
internal static class Problems
{
    public const string BodyTooLarge = "The body is larger than this node accepts (64 KiB).";
    public const string ContentType = "application/problem+json";

    public static readonly Problem NotSignedIn = new(401, "not-signed-in", "You are not signed in. Open a login link (webp2p open), or send the key of the data folder's control-key as Authorization: Bearer.");
    public static readonly Problem WrongCodeOrPassword = new(401, "wrong-code-or-password", "The code or password is wrong, or the code was used before. Get a fresh link with webp2p open.");
    public static readonly Problem KeyNeeded = new(403, "key-needed", "This call takes the key of the data folder's control-key, not a browser's session.");
    public static readonly Problem HostRefused = new(400, "host-refused", "This node does not answer under that name. Use localhost, or start it with --allowed-hosts.");
    public static readonly Problem OriginRefused = new(403, "origin-refused", "The request came from another site. Only this node's own pages and programs with the key may do this.");
    public static readonly Problem NoAntiforgeryToken = new(403, "antiforgery-token-needed", "Send the antiforgeryToken of GET /api/v1/session in the header X-XSRF-TOKEN.");
    public static readonly Problem TooManyPages = new(503, "too-many-pages", "Too many pages of this dashboard are open. Close one.");
    public static readonly Problem TooManyAttempts = new(429, "too-many-attempts", "Too many attempts to sign in. Wait as long as Retry-After says.");
    public static readonly Problem InvalidRequest = new(400, "invalid-request", "The request cannot be read. See errors.");
    public static readonly Problem InvalidHash = new(400, "invalid-hash", "A content is named by 64 hex digits, or by those, a hyphen and its size in bytes.");
    public static readonly Problem AmbiguousHash = new(409, "ambiguous-hash", "Contents of several sizes have this hash. Use one of the candidates.");
    public static readonly Problem EventsExpired = new(410, "events-expired", "The changes after that number are no longer kept, or are of another run of the program. Read the lists again and go on from oldestSeq.");
    public static readonly Problem UnknownContent = new(404, "content-not-found", "This node knows no content of this name.");
    public static readonly Problem AutomaticShare = new(409, "automatic-share", "This folder is shared because of an option, or because downloads go there. Change the option to stop sharing it.");
    public static readonly Problem UnknownShare = NotFound("share");
    public static readonly Problem UnknownSearch = NotFound("search");
    public static readonly Problem UnknownDownload = NotFound("download");
    public static readonly Problem UnknownUpload = NotFound("upload");
    public static readonly Problem UnknownPeer = NotFound("peer");
    public static readonly Problem UnknownBlock = NotFound("block");
    public static readonly Problem UnknownOverlay = new(404, "overlay-not-found", "There is no such overlay. GET /api/v1/overlays names those that this node has.");
    public static readonly Problem OverlayNotHere = new(404, "overlay-not-here", "This node does not have that overlay. GET /api/v1/overlays names those that it has.");
    public static readonly Problem UnknownTrace = new(404, "trace-not-found", "There is no trace of such a search: it did not go through Gnutella, or it is too long ago.");
    public static readonly Problem UnknownLabRun = new(404, "lab-run-not-found", "There is no such run of the lab. It may have been removed, or the node was started anew.");
    public static readonly Problem NoTrace = new(409, "no-trace", "This run has no trace: it has not come to its end, or was ended before. A run that is completed has one.");

    /// <summary>As the result of an endpoint; the trace id is added when it is written.</summary>
    public static ProblemHttpResult Result(this Problem problem) => TypedResults.Problem(Details(problem));

    /// <summary>What a service refused, with a link to what is already there.</summary>
    /// <param name="existing">Path of the collection that <see cref="Refusal.ExistingId"/> belongs to.</param>
    public static ProblemHttpResult Result(this Refusal refusal, string? existing = null)
    {
        var problem = new Problem(Status(refusal.Kind), refusal.Code, refusal.Message);
        if (refusal.ExistingId is { } id && existing is not null) problem = problem with { Extensions = new Dictionary<string, object?> { ["existing"] = $"{existing}/{id}" } };
        return problem.Result();
    }

    /// <summary>The caller's input is at fault; <paramref name="field"/> says which part.</summary>
    public static Problem Invalid(string field, string message) =>
        InvalidRequest with { Extensions = new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [message] } } };

    /// <summary>From outside an endpoint.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem) => problem.Result().ExecuteAsync(context);

    /// <summary>What every problem carries, whoever made it.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        context.ProblemDetails.Extensions["traceId"] = TraceId(context.HttpContext);
        if (context.ProblemDetails.Type is not { } type || Uri.IsWellFormedUriString(type, UriKind.Absolute))
            context.ProblemDetails.Type = TypeOf(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode);
        context.ProblemDetails.Detail ??= SentenceOf(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode);
    }

    /// <summary>For refusals that come from below the endpoints, with a number only.</summary>
    private static string SentenceOf(int status) => status switch
    {
        400 => "The request cannot be read.",
        404 => "There is nothing at this address.",
        405 => "This address does not take that method. docs/openapi.json names those that it takes.",
        413 => BodyTooLarge,
        415 => "Send the body as application/json.",
        431 => "The headers of the request are larger than this node accepts.",
        >= 500 => "The node failed at this request. Its log has the reason under the trace id.",
        _ => "The node refused this request.",
    };

    public static string TypeOf(int status) => status switch
    {
        400 => "invalid-request",
        401 => "not-signed-in",
        403 => "forbidden",
        404 => "not-found",
        405 => "method-not-allowed",
        413 => "body-too-large",
        415 => "media-type-not-supported",
        431 => "headers-too-large",
        503 => "unavailable",
        >= 500 => "internal-error",
        _ => "refused",
    };

    public static string? TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static Problem NotFound(string what) => new(404, $"{what}-not-found", $"There is no such {what}. It may have been removed.");

    private static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Stale => StatusCodes.Status412PreconditionFailed,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static ProblemDetails Details(Problem problem)
    {
        var details = new ProblemDetails { Status = problem.Status, Type = problem.Type, Title = Title(problem.Status), Detail = problem.Message };
        foreach (var (name, value) in problem.Extensions ?? new Dictionary<string, object?>()) details.Extensions[name] = value;
        return details;
    }

    private static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
