using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>The links as Gnutella uses them: addresses that others told are dialled by the rules for such addresses, those of the owner as they were typed.</summary>
internal sealed class GnutellaLinks(LinkHub hub) : ILinks
{
    private volatile HashSet<PeerAddress> ownersAddresses = [];

    public IReadOnlyCollection<PeerAddress> OwnersAddresses
    {
        get => ownersAddresses;
        set => ownersAddresses = [.. value];
    }

    public void Attach(ILinkUser user) => hub.Attach(user);

    public void Dial(ILinkUser user, PeerAddress? address, NodeId? peer)
    {
        if (address is null || ownersAddresses.Contains(address)) hub.Dial(user, address, peer);
        else hub.DialTold(user, address, peer);
    }

    public bool Send(NodeId peer, in Header header, Message message) => hub.Send(peer, header, message);

    public void Release(ILinkUser user, NodeId peer, string reason) => hub.Release(user, peer, reason);

    public bool IsLinked(NodeId peer) => hub.IsLinked(peer);
}
