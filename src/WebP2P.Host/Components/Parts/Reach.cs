using WebP2P.Protocols.Links;

namespace WebP2P.Host.Components.Parts;

/// <summary>Whether others can dial this node, in words.</summary>
public static class Reach
{
    public static string Sentence(Reachability reachability) => reachability switch
    {
        Reachability.Yes => "Others can reach this node: one of them dialled it back.",
        Reachability.No => "Others cannot dial this node. It still serves everybody that it has dialled itself; open its port in the router to be found by more.",
        _ => "Whether others can reach this node is not known yet: nobody has dialled it back so far.",
    };
}
