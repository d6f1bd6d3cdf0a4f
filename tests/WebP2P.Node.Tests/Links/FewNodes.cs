using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Links;

/// <summary>Ids of nodes that are nowhere.</summary>
internal static class FewNodes
{
    public static NodeId Id(byte number) => new(new Bytes32([number, .. new byte[31]]));
}
