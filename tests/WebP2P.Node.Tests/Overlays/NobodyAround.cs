using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Overlays;

internal sealed class NobodysDirectory : IPeerDirectory
{
    public event Action<PeerMove>? Moved
    {
        add { }
        remove { }
    }

    public Signed<PeerRecord>? Own => null;

    public bool Learn(Signed<PeerRecord> record) => false;

    public Signed<PeerRecord>? Find(NodeId peer) => null;

    public string? NameOf(NodeId peer) => null;
}

internal sealed class NobodysPeers : IPeers
{
    public IReadOnlyList<PeerView> List() => [];

    public PeerView? Find(NodeId id) => null;

    public Outcome<PeerDial> Add(string address) => new PeerDial(address);

    public bool Remove(NodeId id) => false;

    public Task<Outcome<Page<LibraryEntry>>> LibraryAsync(NodeId id, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}

internal sealed class NothingLocal : ILocalContents
{
    public LocalState StateOf(ContentId content) => LocalState.None;
}
