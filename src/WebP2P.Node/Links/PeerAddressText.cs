using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>What the owner types for a peer: <c>HOST:PORT[/NODEID]</c>.</summary>
public static class PeerAddressText
{
    /// <param name="id">Null when none was given: the first node met there is remembered.</param>
    public static bool TryParse(string? text, out PeerAddress? address, out NodeId? id)
    {
        address = null;
        id = null;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0) return PeerAddress.TryParse(text, out address);
        if (!NodeId.TryParse(text.AsSpan(slash + 1), out var named)) return false;
        id = named;
        return PeerAddress.TryParse(text![..slash], out address);
    }
}
