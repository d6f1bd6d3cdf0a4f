using System.Net;
using System.Net.Security;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>An authenticated stream that this node dialled.</summary>
internal sealed record PeerStream(SslStream Stream, NodeId Peer, IPEndPoint Remote);
