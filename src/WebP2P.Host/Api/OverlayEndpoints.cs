using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Api;

/// <summary>The ways to find: how each does, whether it is on, and where queries went.</summary>
internal static class OverlayEndpoints
{
    public static void MapOverlays(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("overlays").WithTags("Overlays");
        group.MapGet("", List).Named("listOverlays", "The ways to find").Refuses();
        group.MapGet("{name}", GetAsync).Named("getOverlay", "One way to find: state, reason, neighbours with traffic and drops, routing table, counters").Refuses(404);
        group.MapPatch("{name}", SetAsync).Named("setOverlay", "Turns a way to find on or off; it counts at once and is remembered").Refuses(404)
            .BodyExample("""{"enabled": true}""");
        group.MapGet("gnutella/traces", TracesAsync).AddEndpointFilter<PagingFilter>().Named("listTraces", "Ways of your latest queries through Gnutella, the newest first").Refuses();
        group.MapGet("gnutella/traces/{id:guid}", TraceAsync).Named("getTrace", "The way of one search through Gnutella: where it was sent, where duplicates died, where hits came back").Refuses(404);
    }

    private static Ok<Page<OverlayView>> List(INodeStatus status) => TypedResults.Ok(new Page<OverlayView>(status.Node.Overlays, null));

    private static async Task<Results<Ok<OverlayDetail>, ProblemHttpResult>> GetAsync(string name, INodeStatus status, IPeers peers, [FromServices] IGnutellaStatus gnutella, CancellationToken cancellationToken)
    {
        if (Problem(name, status, out var kind) is { } problem) return problem;
        var view = kind == OverlayKind.Gnutella ? await gnutella.ViewAsync(cancellationToken) : null;
        return status.Overlay(kind) is { } overlay ? TypedResults.Ok(OverlayDetails.Of(overlay, peers, view)) : Problems.OverlayNotHere.Result();
    }

    private static async Task<Results<Ok<OverlayView>, ProblemHttpResult>> SetAsync(string name, OverlayChange body, INodeStatus status, CancellationToken cancellationToken)
    {
        if (Problem(name, status, out var kind) is { } problem) return problem;
        var outcome = await status.EnableAsync(kind, body.Enabled, cancellationToken);
        return outcome is { Value: { } overlay } ? TypedResults.Ok(overlay) : outcome.Refusal!.Result();
    }

    private static async Task<Results<Ok<Page<GnutellaTraceView>>, ProblemHttpResult>> TracesAsync([AsParameters] Paging paging, [FromServices] IGnutellaStatus gnutella, CancellationToken cancellationToken)
    {
        var names = (await gnutella.ViewAsync(cancellationToken)).Names;
        return paging.Of(gnutella.Traces) is { } page
            ? TypedResults.Ok(new Page<GnutellaTraceView>([.. page.Items.Select(trace => OverlayDetails.Of(trace, names))], page.NextCursor))
            : Paging.UnknownCursor.Result();
    }

    private static async Task<Results<Ok<GnutellaTraceView>, ProblemHttpResult>> TraceAsync(Guid id, [FromServices] IGnutellaStatus gnutella, CancellationToken cancellationToken) =>
        gnutella.Trace(id) is { } trace ? TypedResults.Ok(OverlayDetails.Of(trace, (await gnutella.ViewAsync(cancellationToken)).Names)) : Problems.UnknownTrace.Result();

    /// <summary>A name that is none is told apart from an overlay that this node does not have.</summary>
    private static ProblemHttpResult? Problem(string name, INodeStatus status, out OverlayKind kind) =>
        !OverlayNames.TryParse(name, out kind) ? Problems.UnknownOverlay.Result()
        : status.Overlay(kind) is null ? Problems.OverlayNotHere.Result()
        : null;
}
