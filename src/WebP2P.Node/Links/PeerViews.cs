using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>Links and records as the owner sees them.</summary>
internal static class PeerViews
{
    /// <param name="users">All of the node: one may use a link that only the other side holds.</param>
    public static PeerView Of(Link link, IEnumerable<ILinkUser> users)
    {
        var wire = link.Wire;
        return new PeerView(
            link.Peer,
            NameOrNull(wire.Hello.Name),
            PeerAddress.From(wire.Remote).ToString(),
            Texts(wire.Hello.Addresses),
            Linked: !link.IsClosed,
            Dialled: wire.IsDialled,
            wire.Hello.Agent,
            wire.Hello.Capabilities,
            [.. link.Holders.Concat(users.Where(user => user.Uses(link.Peer))).Select(OverlayOf).OfType<OverlayKind>().Distinct()],
            wire.Pulse.RttMs,
            link.ConnectedAt,
            wire.Socket.BytesIn,
            wire.Socket.BytesOut);
    }

    public static PeerView Of(Signed<PeerRecord> record) => new(
        record.Signer,
        NameOrNull(record.Value.Name),
        FirstOrNull(record.Value),
        Texts(record.Value.Addresses),
        Linked: false,
        Dialled: false,
        Agent: "",
        record.Value.Capabilities,
        HeldBy: [],
        RttMs: null,
        ConnectedAt: null,
        BytesIn: 0,
        BytesOut: 0);

    /// <summary>The record is newer than the hello.</summary>
    public static PeerView With(PeerView view, Signed<PeerRecord>? record) => record is null
        ? view
        : view with
        {
            Name = NameOrNull(record.Value.Name) ?? view.Name,
            Addresses = Texts(record.Value.Addresses),
            Capabilities = record.Value.Capabilities,
            Address = view.Dialled ? view.Address : FirstOrNull(record.Value) ?? view.Address,
        };

    private static OverlayKind? OverlayOf(ILinkUser user) => user.Name switch
    {
        "napster" or "index" => OverlayKind.Napster,
        "gnutella" => OverlayKind.Gnutella,
        "kazaa" => OverlayKind.Kazaa,
        "dht" => OverlayKind.Dht,
        _ => null,
    };

    private static string? FirstOrNull(PeerRecord record) => record.Addresses.Count == 0 ? null : record.Addresses[0].ToString();

    private static string? NameOrNull(string name) => name.Length == 0 ? null : name;

    private static string[] Texts(IReadOnlyList<PeerAddress> addresses) => [.. addresses.Select(address => address.ToString())];
}
