using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Overlays;

/// <summary>Which index server a node registers at: <c>HOST:PORT[/NODEID]</c>, or the own one.</summary>
internal sealed record IndexServerChoice(PeerAddress? Address, NodeId? Node)
{
    /// <summary>Null and empty text mean the own index. False: not of the form.</summary>
    public static bool TryParse(string? text, NodeId self, out IndexServerChoice choice)
    {
        choice = new IndexServerChoice(null, self);
        if (string.IsNullOrWhiteSpace(text)) return true;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        NodeId? node = null;
        if (slash >= 0)
        {
            if (!NodeId.TryParse(text.AsSpan(slash + 1), out var id)) return false;
            node = id;
        }

        if (!PeerAddress.TryParse(slash < 0 ? text.Trim() : text[..slash].Trim(), out var address)) return false;
        choice = new IndexServerChoice(address, node);
        return true;
    }
}
