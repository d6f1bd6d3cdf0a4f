using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>What the node is, and how each way to find does.</summary>
internal static class NodeEndpoints
{
    public static void MapNode(this IEndpointRouteBuilder api)
    {
        api.MapGet("node", Node).WithTags("Node").Named("getNode", "What this node is and how it does").Refuses();
        api.MapPost("network/reachability-checks", Check).WithTags("Node").Named("checkReachability", "Has the index server dial this node now; what came of it is in the node's view").Refuses();
        api.MapGet("overlays", Overlays).WithTags("Overlays").Named("listOverlays", "The ways to find").Refuses();
        api.MapGet("overlays/{name}", Overlay).WithTags("Overlays").Named("getOverlay", "One way to find: state, reason, counters").Refuses(404);
    }

    private static Ok<NodeView> Node(INodeStatus status) => TypedResults.Ok(status.Node);

    private static Accepted<ReachabilityView> Check(INodeStatus status)
    {
        status.CheckReachability();
        var node = status.Node;
        return TypedResults.Accepted($"{ApiPaths.Root}/node", new ReachabilityView(node.Reachability, node.ReachabilityAt, node.ReachabilityEvidence));
    }

    private static Ok<Page<OverlayView>> Overlays(INodeStatus status) => TypedResults.Ok(new Page<OverlayView>(status.Node.Overlays, null));

    private static Results<Ok<OverlayView>, ProblemHttpResult> Overlay(string name, INodeStatus status) =>
        OverlayNames.TryParse(name, out var kind) && status.Overlay(kind) is { } overlay ? TypedResults.Ok(overlay) : Problems.UnknownOverlay.Result();
}
