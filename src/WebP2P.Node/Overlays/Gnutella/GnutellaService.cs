using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>The Gnutella way on this node: neighbours instead of a server. It drives the machine, and carries hosts, records, hits and sources to those who need them.</summary>
internal sealed class GnutellaService : ISearchWay, ISourceFinder, IAsyncDisposable
{
    private const string NobodyKnown = "No neighbour is known yet: name one with --bootstrap, or wait until one on the local network says that it is there.";

    private readonly NodeId self;
    private readonly GnutellaParts parts;
    private readonly SearchService searches;
    private readonly GnutellaMachine machine;
    private readonly OverlayLoop loop;
    private Action<ContentId, IReadOnlyList<NodeId>> sourcesFound = (_, _) => { };
    private bool isStarted;
    private volatile bool hasHosts;

    public GnutellaService(NodeIdentity identity, SearchService searches, GnutellaParts parts, OverlaySurroundings around, NodeOptions options)
    {
        self = identity.Id;
        this.parts = parts;
        this.searches = searches;
        machine = new GnutellaMachine(identity.Id, options.Gnutella with { AsksForHosts = true }, parts.Files);
        loop = new OverlayLoop(
            new OverlaySetup("gnutella", GnutellaMachine.Capability, machine, GnutellaMachine.Reads, Noted),
            around with { Links = parts.Links, Answers = parts.Answers });
        searches.Add(this);
    }

    public OverlayKind Kind => OverlayKind.Gnutella;

    public bool IsEnabled { get; private set; } = true;

    public bool AnswersWatches => false;

    public OverlayFigures Figures { get; private set; } = new(OverlayState.Off, "not started yet", null);

    public int NeighbourCount => machine.NeighbourCount;

    /// <summary>After a change of <see cref="Figures"/>; called from the loop, only enqueue.</summary>
    public event Action? Changed;

    /// <summary>Neighbours are missing; called from the loop, only enqueue.</summary>
    public event Action? NeighboursMissing;

    /// <summary>Before the node listens, so that nobody who comes is missed.</summary>
    public void Start()
    {
        isStarted = true;
        loop.Start();
        loop.Request(new GnutellaEnabled(IsEnabled));
    }

    /// <summary>Reads the own files and the saved hosts, and begins to look for neighbours.</summary>
    public async Task JoinAsync(IReadOnlyList<KnownHost> bootstrap, CancellationToken cancellationToken)
    {
        parts.FileNews.Changed += () => loop.Request(new SharedFilesChanged());
        parts.FileNews.Start();
        parts.Links.OwnersAddresses = [.. bootstrap.Select(host => host.Address)];
        Heard(bootstrap);
        Heard(await parts.Hosts.StartAsync(cancellationToken));
        parts.Local.Heard += (address, node) => Heard([new KnownHost(address, node, HostOrigin.Local)]);
        parts.Local.Start();
        parts.Directory.Learned += record => Heard(HostsOf(record, HostOrigin.Index));
        foreach (var record in parts.Directory.Known(HostStore.HostsMax)) Heard(HostsOf(record, HostOrigin.Index));
    }

    /// <summary>Neighbours may be there.</summary>
    public void Heard(IReadOnlyList<KnownHost> hosts)
    {
        if (hosts.Count == 0) return;
        hasHosts = true;
        loop.Request(new HostsHeard(hosts));
    }

    /// <summary>Takes part, or leaves.</summary>
    public void Enable(bool enabled)
    {
        IsEnabled = enabled;
        parts.Local.IsOn = enabled;
        if (isStarted) loop.Request(new GnutellaEnabled(enabled));
    }

    public void OwnRecordIs(Signed<PeerRecord> record) => loop.Request(new GnutellaOwnRecord(record));

    public void Search(Guid searchId, Query query, int contentsMax) => Search(searchId, query, contentsMax, null);

    public void Search(Guid searchId, Query query, int contentsMax, GnutellaWish? wish)
    {
        parts.Traces.Begin(searchId, query.ToString());
        if (NeighbourCount == 0 && !hasHosts)
        {
            searches.Noted(new SearchFinished(searchId, Kind, false, NobodyKnown, 0, 0, 0));
            return;
        }
        loop.Request(new GnutellaSearch(searchId, query, contentsMax, wish?.Way, wish?.Ttl));
    }

    public void Cancel(Guid searchId) => loop.Request(new GnutellaSearchCancelled(searchId));

    /// <summary>To ask the whole neighbourhood for every letter would cost too much.</summary>
    public void Suggest(Guid requestId, string text) => searches.Noted(new SuggestionsFound(requestId, [], "Gnutella is not asked for words."));

    public void Start(Action<ContentId, IReadOnlyList<NodeId>> found) => sourcesFound = found;

    /// <summary>Nobody pushes sources here: whoever waits is asked for, within the budget.</summary>
    public void Watch(IReadOnlyList<ContentId> contents)
    {
    }

    public void Unwatch(IReadOnlyList<ContentId> contents)
    {
    }

    public void Ask(IReadOnlyList<ContentId> contents)
    {
        if (IsEnabled) loop.Request(new GnutellaSourcesRequest(contents));
    }

    /// <summary>Neighbours tell of peers by themselves.</summary>
    public void Locate(IReadOnlyList<NodeId> peers)
    {
    }

    /// <summary>A copy of how the machine stands.</summary>
    public Task<GnutellaFigures> InspectAsync() => loop.InspectAsync(() => machine.Figures(parts.NowMs));

    public async ValueTask DisposeAsync()
    {
        await parts.Local.DisposeAsync();
        await loop.DisposeAsync();
        await parts.FileNews.DisposeAsync();
        await parts.Hosts.DisposeAsync();
    }

    private void Noted(Notice notice)
    {
        switch (notice)
        {
            case SourcesFound found: sourcesFound(found.Content, [.. found.Sources.Select(source => source.Node)]); break;
            case PeersLearned learned: Learn(learned.Peers); break;
            case HostsChanged hosts: parts.Hosts.Keep(hosts); break;
            case HostsWanted: NeighboursMissing?.Invoke(); break;
            case QueryStep: parts.Traces.Noted(notice); break;
            default: Tell(notice); break;
        }
    }

    private void Tell(Notice notice)
    {
        parts.Traces.Noted(notice);
        searches.Noted(notice);
        var before = Figures;
        Figures = before.After(notice, parts.Time.GetUtcNow());
        if (!ReferenceEquals(before, Figures)) Changed?.Invoke();
    }

    private void Learn(IReadOnlyList<Signed<PeerRecord>> peers)
    {
        foreach (var peer in peers) parts.Directory.Learn(peer);
    }

    private IReadOnlyList<KnownHost> HostsOf(Signed<PeerRecord> record, HostOrigin origin) =>
        record.Signer != self && record.Value is { Reachable: not Protocols.Links.Reachability.No, Addresses: [var first, ..] } && record.Value.Capabilities.Contains(GnutellaMachine.Capability)
            ? [new KnownHost(first, record.Signer, origin)]
            : [];
}
