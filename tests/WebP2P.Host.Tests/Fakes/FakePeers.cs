using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakePeers : IPeers
{
    public static readonly PeerView Bob = new(FakeStatus.Id(2), "bob", "203.0.113.6:6699", ["203.0.113.6:6699"], true, true, "webp2p/0.1.0", ["napster/1"], [OverlayKind.Napster], 12, DateTimeOffset.UnixEpoch, 5, 6);

    private bool linked = true;

    public IReadOnlyList<PeerView> List() => linked ? [Bob] : [];

    public PeerView? Find(NodeId id) => linked && id == Bob.NodeId ? Bob : null;

    public Outcome<PeerDial> Add(string address) => address.Contains(':', StringComparison.Ordinal)
        ? new PeerDial(address)
        : new Refusal(RefusalKind.Invalid, "not-an-address", "That is not an address.");

    public bool Remove(NodeId id)
    {
        var removed = Find(id) is not null;
        linked &= !removed;
        return removed;
    }

    public Task<Outcome<Page<LibraryEntry>>> LibraryAsync(NodeId id, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        if (Find(id) is null) return Task.FromResult<Outcome<Page<LibraryEntry>>>(new Refusal(RefusalKind.Unavailable, "peer-does-not-answer", "That node does not answer now."));
        var content = FakeShares.Content(9, 90);
        return Task.FromResult<Outcome<Page<LibraryEntry>>>(new Page<LibraryEntry>([LibraryEntry.OfFile(content.Hash, content.SizeBytes, "<img src=x onerror=alert(1)>.txt", question.Path.Length == 0 ? "share" : question.Path, null)], null));
    }
}
