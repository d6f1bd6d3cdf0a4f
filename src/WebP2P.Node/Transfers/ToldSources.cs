using WebP2P.Node.Links;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>
/// What sources say of other sources: only what those signed themselves, for this content and not expired, and only so much from each teller, so
/// that nobody fills the list with nodes of his own. That a node is who it says is proven on connecting, what it gives by its pieces.
/// </summary>
internal sealed class ToldSources(ContentId content, NodeId self, IPeerDirectory directory, DropCounters drops)
{
    /// <summary>Others that one source may name for one download.</summary>
    public const int TellerMax = 50;

    private readonly Dictionary<NodeId, HashSet<NodeId>> told = [];

    /// <summary>What may be used of it; peer records of what may be used are learned.</summary>
    public TransferSources Take(NodeId from, TransferSources sources, long nowUnixMs)
    {
        if (!told.TryGetValue(from, out var named)) told.Add(from, named = []);
        var providers = new List<Signed<ProviderRecord>>();
        foreach (var provider in sources.Providers)
        {
            if (Fault(from, provider, named, providers.Count, nowUnixMs) is { } fault) drops.Count(fault);
            else if (named.Add(provider.Signer) || !providers.Exists(taken => taken.Signer == provider.Signer)) providers.Add(provider);
            else drops.Count(DropReason.Duplicate);
        }
        Learn(sources.Peers, [.. providers.Select(provider => provider.Signer)], nowUnixMs);
        return sources with { Providers = providers, Peers = [] };
    }

    private DropReason? Fault(NodeId from, Signed<ProviderRecord> provider, HashSet<NodeId> named, int taken, long nowUnixMs)
    {
        if (provider.Value.Content != content) return DropReason.DoesNotMatch;
        if (provider.Signer == from || provider.Signer == self) return DropReason.Unexpected;
        if (provider.ExpiresUnixMs <= nowUnixMs) return DropReason.Expired;
        return taken >= TransferSources.ProvidersMax || (named.Count >= TellerMax && !named.Contains(provider.Signer)) ? DropReason.LimitReached : null;
    }

    private void Learn(IReadOnlyList<Signed<PeerRecord>> peers, HashSet<NodeId> named, long nowUnixMs)
    {
        foreach (var record in peers)
        {
            if (!named.Remove(record.Signer)) drops.Count(DropReason.DoesNotMatch);
            else if (record.ExpiresUnixMs <= nowUnixMs) drops.Count(DropReason.Expired);
            else directory.Learn(record);
        }
    }
}
