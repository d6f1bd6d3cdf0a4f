using WebP2P.Node.Control;
using WebP2P.Protocols.Links;

namespace WebP2P.Host.Components.Parts;

/// <summary>Whether others can dial this node, in words.</summary>
public static class Reach
{
    /// <summary>Who found it out, and when.</summary>
    public static string Evidence(NodeView node, DateTimeOffset now) =>
        node.ReachabilityAt is { } at ? $"{node.ReachabilityEvidence.TrimEnd('.')}, {Ways.Ago(at, now)}." : node.ReachabilityEvidence;

    public static string Sentence(Reachability reachability) => reachability switch
    {
        Reachability.Yes => "Others can reach this node: one of them dialled it back.",
        Reachability.No => "Others cannot dial this node. It is asked over the index server to dial those who want its files, and serves them all the same; two nodes that cannot be dialled cannot copy from each other. Open its port in the router to be reached by all.",
        _ => "Whether others can reach this node is not known yet.",
    };
}
