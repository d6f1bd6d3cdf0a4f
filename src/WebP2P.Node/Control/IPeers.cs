using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Control;

/// <summary>The nodes this one has links to, or knows of.</summary>
public interface IPeers
{
    IReadOnlyList<PeerView> List();

    PeerView? Find(NodeId id);

    /// <summary>Dials <c>HOST:PORT[/NODEID]</c> in the background. Invalid: not an address, or the own one.</summary>
    Outcome<PeerDial> Add(string address);

    /// <summary>Closes the link. False when there is none.</summary>
    bool Remove(NodeId id);

    /// <summary>What that node says it shares, folder by folder or by a query, page by page.</summary>
    Task<Outcome<Page<LibraryEntry>>> LibraryAsync(NodeId id, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken);
}

/// <param name="Dialled">This node opened the link.</param>
public sealed record PeerView(NodeId NodeId, string? Name, string? Address, IReadOnlyList<string> Addresses, bool Linked, bool Dialled, string Agent, IReadOnlyList<string> Capabilities, IReadOnlyList<OverlayKind> HeldBy, long? RttMs, DateTimeOffset? ConnectedAt, long BytesIn, long BytesOut);

public sealed record PeerDial(string Address);
