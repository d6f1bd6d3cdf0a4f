using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>What the node is and how it does.</summary>
internal static class NodeEndpoints
{
    public static void MapNode(this IEndpointRouteBuilder api)
    {
        api.MapGet("node", Node).WithTags("Node").Named("getNode", "What this node is and how it does").Refuses();
        api.MapPost("network/reachability-checks", Check).WithTags("Node").Named("checkReachability", "Has the index server dial this node now; what came of it is in the node's view").Refuses();
    }

    private static Ok<NodeView> Node(INodeStatus status) => TypedResults.Ok(status.Node);

    private static Accepted<ReachabilityView> Check(INodeStatus status)
    {
        status.CheckReachability();
        var node = status.Node;
        return TypedResults.Accepted($"{ApiPaths.Root}/node", new ReachabilityView(node.Reachability, node.ReachabilityAt, node.ReachabilityEvidence));
    }
}
