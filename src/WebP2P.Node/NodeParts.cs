using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Index;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;

namespace WebP2P.Node;

/// <summary>The parts whose figures make up the node's status.</summary>
internal sealed record NodeParts(NodeOptions Options, NodeIdentity Identity, IPeerDirectory Directory, IShares Shares, IDownloads Downloads, IUploads Uploads, IPeers Peers, TransferPlane Transfers, IndexHealth IndexHealth, NodeReach Reach);
