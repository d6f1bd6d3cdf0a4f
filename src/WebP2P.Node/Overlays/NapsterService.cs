using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>
/// The Napster way on this node: the client machine, and the index server machine that it and others may use. Both speak over links; the own
/// index is reached by the link to oneself.
/// </summary>
internal sealed class NapsterService : ISearchWay, ISourceFinder, IAsyncDisposable
{
    private readonly NodeIdentity identity;
    private readonly IPeerDirectory directory;
    private readonly SearchService searches;
    private readonly TimeProvider time;
    private readonly IndexServer index;
    private readonly OverlayLoop client;
    private readonly OverlayLoop server;
    private Action<ContentId, IReadOnlyList<NodeId>> sourcesFound = (_, _) => { };

    public NapsterService(NodeIdentity identity, IPeerDirectory directory, SearchService searches, OverlaySurroundings around, NodeOptions options)
    {
        this.identity = identity;
        this.directory = directory;
        this.searches = searches;
        time = around.Time;
        index = new IndexServer(options.IndexLimits);
        client = new OverlayLoop(new OverlaySetup("napster", "napster/1", new NapsterClient(identity.Id, new NapsterOptions()), NapsterClient.Reads, Noted), around);
        server = new OverlayLoop(new OverlaySetup("index", "index/1", index, IndexServer.Reads, IndexNoted), around);
        searches.Add(this);
    }

    public OverlayKind Kind => OverlayKind.Napster;

    public OverlayFigures Figures { get; private set; } = new(OverlayState.Off, "not started yet", null);

    /// <summary>The server in use, as the owner wrote it; null is the own index.</summary>
    public string? IndexServerText { get; private set; }

    /// <summary>Whether this node registers and searches at an index server; what others ask of its own index is answered all the same.</summary>
    public bool IsEnabled { get; private set; } = true;

    public bool IsOwnIndex => IndexServerText is null;

    /// <summary>After a change of <see cref="Figures"/>; called from the loop, only enqueue.</summary>
    public event Action? Changed;

    /// <summary>Every node that is here has registered again after the own index began anew; called from the loop, only enqueue.</summary>
    public event Action? IndexRebuilt;

    /// <summary>Another node tried to dial this one; called from the loop, only enqueue.</summary>
    public event Action<DialledBack>? DialledBack;

    /// <summary>Another node waits for a stream that this one dials; called from the loop, only enqueue.</summary>
    public event Action<Signed<PeerRecord>, UInt128>? CallBackWanted;

    /// <summary>Nobody will call back with this nonce; called from the loop, only enqueue.</summary>
    public event Action<UInt128, string>? CallBackFailed;

    /// <exception cref="ArgumentException">Not <c>HOST:PORT[/NODEID]</c>.</exception>
    public void Start(string? indexServer)
    {
        server.Start();
        client.Start();
        if (!Use(indexServer)) throw new ArgumentException($"--index-server takes HOST:PORT or HOST:PORT/NODEID, not '{indexServer}'.");
    }

    /// <summary>False when the text is not an address.</summary>
    public bool Use(string? indexServer)
    {
        if (!IndexServerChoice.TryParse(indexServer, identity.Id, out var choice)) return false;
        IndexServerText = string.IsNullOrWhiteSpace(indexServer) ? null : indexServer.Trim();
        client.Request(IsEnabled ? new UseIndexServer(choice.Address, choice.Node) : new UseIndexServer(null, null));
        return true;
    }

    /// <summary>Goes back to the index server in use, or leaves it.</summary>
    public void Enable(bool enabled)
    {
        IsEnabled = enabled;
        Use(IndexServerText);
    }

    /// <summary>The own index lost everything: those who registered do so again.</summary>
    public void IndexBeganAnew(string reason) => server.Request(new IndexBeganAnew(reason));

    public void OwnRecordIs(Signed<PeerRecord> record) => client.Request(new OwnRecordChanged(record));

    public void LibraryIs(UInt128 libraryId, long version) => client.Request(new LibraryChanged(libraryId, version));

    public void ListensAt(int port) => client.Request(new ListensAt(port));

    public void CheckReachability() => client.Request(new ReachabilityAsked());

    /// <summary>Has that node dial this one; it brings the nonce.</summary>
    public void CallBack(NodeId node, UInt128 nonce) => client.Request(new CallBackRequest(node, nonce));

    public void Search(Guid searchId, Query query, int contentsMax) => client.Request(new SearchRequest(searchId, query, contentsMax));

    public void Cancel(Guid searchId) => client.Request(new SearchCancelled(searchId));

    public void Suggest(Guid requestId, string text) => client.Request(new SuggestRequest(requestId, text));

    public void Start(Action<ContentId, IReadOnlyList<NodeId>> found) => sourcesFound = found;

    public void Watch(IReadOnlyList<ContentId> contents) => client.Request(new WatchRequest(contents));

    public void Unwatch(IReadOnlyList<ContentId> contents) => client.Request(new UnwatchRequest(contents));

    public void Ask(IReadOnlyList<ContentId> contents) => client.Request(new SourcesRequest(contents));

    public void Locate(IReadOnlyList<NodeId> peers) => client.Request(new PeersRequest(peers));

    /// <summary>The index is asked for some nodes that can do this; they come to the directory.</summary>
    public void PeersWith(string capability) => client.Request(new PeersWithRequest(capability));

    /// <summary>What the own index server did and does.</summary>
    public Task<IndexFigures> IndexFiguresAsync() => server.InspectAsync(() => index.Figures((long)time.GetElapsedTime(0).TotalMilliseconds));

    /// <summary>What the own index server keeps out from now on.</summary>
    public void Block(BlockList blocks) => server.Request(new BlocksChanged(blocks));

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    private void IndexNoted(Notice notice)
    {
        if (notice is IndexRebuilt) IndexRebuilt?.Invoke();
    }

    private void Noted(Notice notice)
    {
        switch (notice)
        {
            case SourcesFound found: sourcesFound(found.Content, [.. found.Sources.Select(source => source.Node)]); break;
            case PeersLearned learned: Learn(learned.Peers); break;
            case DialledBack dialled: DialledBack?.Invoke(dialled); break;
            case CallBackWanted wanted: CallBackWanted?.Invoke(wanted.Asker, wanted.Nonce); break;
            case CallBackFailed failed: CallBackFailed?.Invoke(failed.Nonce, failed.Reason); break;
            default: searches.Noted(notice); break;
        }

        var before = Figures;
        Figures = before.After(notice, time.GetUtcNow());
        if (!ReferenceEquals(before, Figures)) Changed?.Invoke();
    }

    private void Learn(IReadOnlyList<Signed<PeerRecord>> peers)
    {
        foreach (var peer in peers) directory.Learn(peer);
    }
}
