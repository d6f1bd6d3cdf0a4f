using System.Net;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>An authenticated stream to another node, dialled by this one or brought by a callback.</summary>
internal sealed record PeerStream(Stream Stream, NodeId Peer, IPEndPoint Remote)
{
    /// <summary>The own address that it goes out from; null when this node did not dial it.</summary>
    public IPAddress? Local { get; init; }
}
