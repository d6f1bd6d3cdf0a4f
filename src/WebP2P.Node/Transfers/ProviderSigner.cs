using WebP2P.Node.Links;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Signs provider records with the node's key.</summary>
internal sealed class ProviderSigner(RecordSigner signer) : IProviderSigner
{
    public Signed<ProviderRecord> Sign(ContentId content, bool complete) => signer.Sign(new ProviderRecord(content, complete));
}
