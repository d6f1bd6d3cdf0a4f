using WebP2P.Protocols.Links;

namespace WebP2P.Node.Control;

/// <summary>Whether others can dial this node, and how it is known.</summary>
/// <param name="At">When it was found out; null before anybody tried.</param>
/// <param name="Evidence">One sentence: who dialled where, and what came of it.</param>
public sealed record ReachabilityView(Reachability State, DateTimeOffset? At, string Evidence)
{
    public static ReachabilityView NotTried { get; } = new(Reachability.Unknown, null, "Nobody has dialled this node back so far.");
}
