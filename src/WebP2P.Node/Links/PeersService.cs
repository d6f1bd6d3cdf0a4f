using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>The owner's view of other nodes, and the links that the owner asked for.</summary>
internal sealed partial class PeersService : IPeers, ILinkUser, IDisposable
{
    private const int KnownMax = 1_000;
    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(250);

    private readonly LinkHub hub;
    private readonly PeerDirectory directory;
    private readonly PeerLibrary library;
    private readonly NodeFeed feed;
    private readonly ILogger log;
    private readonly Timer teller;

    public PeersService(LinkHub hub, PeerDirectory directory, PeerLibrary library, NodeFeed feed, ILogger<PeersService> log)
    {
        this.hub = hub;
        this.directory = directory;
        this.library = library;
        this.feed = feed;
        this.log = log;
        teller = new Timer(_ => feed.Publish(new PeersChanged(List())));
        hub.Attach(this);
    }

    public string Name => "owner";

    public string? Capability => null;

    public bool Reads(MessageType type) => false;

    public IReadOnlyList<PeerView> List()
    {
        var linked = hub.Links.Select(link => PeerViews.Of(link, hub.Users)).ToList();
        var known = directory.Known(KnownMax).Where(record => hub.Find(record.Signer) is null).Select(PeerViews.Of);
        return [.. linked.Select(view => PeerViews.With(view, directory.Find(view.NodeId))), .. known];
    }

    public PeerView? Find(NodeId id)
    {
        var record = directory.Find(id);
        if (hub.Find(id) is { } link) return PeerViews.With(PeerViews.Of(link, hub.Users), record);
        return record is null ? null : PeerViews.Of(record);
    }

    public Outcome<PeerDial> Add(string address)
    {
        if (!PeerAddressText.TryParse(address, out var parsed, out var id))
            return new Refusal(RefusalKind.Invalid, "invalid-address", "Write HOST:PORT, or HOST:PORT/NODEID with the 64 hex digits of the node.");
        if (id == hub.Self || directory.Own?.Value.Addresses.Contains(parsed!) == true)
            return new Refusal(RefusalKind.Invalid, "own-address", "That is this node itself.");
        hub.Dial(this, parsed, id);
        return new PeerDial(address);
    }

    public bool Remove(NodeId id) => hub.Close(id, "the owner closed the link");

    public async Task<Outcome<Page<LibraryEntry>>> LibraryAsync(NodeId id, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        if (Find(id) is null) return new Refusal(RefusalKind.NotFound, "unknown-peer", "This node is not linked, and no address of it is known.");
        return await library.PageAsync(id, question, page, cancellationToken);
    }

    public void Linked(NodeId peer, Hello hello) => TellSoon();

    public void Unlinked(NodeId peer, string reason) => TellSoon();

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => LogDialFailed(address?.ToString(), reason);

    public void Received(NodeId peer, in Header header, Message message)
    {
    }

    public void Dispose() => teller.Dispose();

    /// <summary>Many peers that come at once are told at once.</summary>
    private void TellSoon() => teller.Change(TellDelay, Timeout.InfiniteTimeSpan);

    [LoggerMessage(LogLevel.Warning, "Cannot link to {Address}: {Reason}")]
    private partial void LogDialFailed(string? address, string reason);
}
