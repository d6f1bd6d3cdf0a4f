using Microsoft.AspNetCore.Http;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Who calls: every connection of the peer plane is proven by its certificate.</summary>
public static class PeerHttpContext
{
    /// <exception cref="InvalidOperationException">The request did not come in on the peer plane.</exception>
    public static NodeId PeerId(this HttpContext context) =>
        context.Features.Get<ConnectedPeer>()?.Id ?? throw new InvalidOperationException("Only requests of the peer plane have a peer.");
}

/// <summary>Feature of a connection: the node at its other end.</summary>
internal sealed record ConnectedPeer(NodeId Id);
