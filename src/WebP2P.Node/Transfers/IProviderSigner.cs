using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Signs that this node has (part of) a content, for third parties.</summary>
internal interface IProviderSigner
{
    Signed<ProviderRecord> Sign(ContentId content, bool complete);
}
