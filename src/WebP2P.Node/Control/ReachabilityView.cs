using WebP2P.Protocols.Links;

namespace WebP2P.Node.Control;

/// <summary>Whether others can dial this node, and how it is known.</summary>
/// <param name="At">When it was found out; null before anybody tried.</param>
/// <param name="Evidence">One sentence: who dialled where, and what came of it.</param>
public sealed record ReachabilityView(Reachability State, DateTimeOffset? At, string Evidence)
{
    /// <summary>Without another node's index server there is nobody to ask.</summary>
    public static ReachabilityView OwnIndexOnly { get; } = new(Reachability.Unknown, null, "This node uses its own index server, which would only dial itself: join the index server of another node, and that one dials back.");

    public static ReachabilityView NotTried { get; } = new(Reachability.Unknown, null, "Nobody has dialled this node back so far.");
}
