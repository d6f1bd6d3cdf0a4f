using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>One Gnutella machine on a table, node 0; the others are numbers, and say what the test wants.</summary>
internal sealed class Desk
{
    public const long Wall = 1_800_000_000_000;

    private readonly Turn turn = new(new SeededDice(1));
    private readonly CountingSeal seal = new();
    private readonly List<TurnAction> actions = [];
    private ulong ids;

    public Desk(GnutellaOptions? options = null, ISharedFiles? files = null)
    {
        Machine = new GnutellaMachine(NodeOf(0), options ?? new GnutellaOptions { PingMs = 0, DialsHosts = false }, files ?? Files);
        Do(now => Machine.Start(now));
    }

    public GnutellaMachine Machine { get; }

    public HeldFiles Files { get; } = new();

    public long NowMs { get; set; }

    /// <summary>When the timer of the newest search elapses; -1 when it is not set.</summary>
    public (TimerKey Timer, long AtMs) SearchDue { get; private set; } = (default, -1);

    public CountingSeal Seal => seal;

    public void Do(Action<Turn> door)
    {
        turn.Begin(NowMs, Wall + NowMs);
        door(turn);
        actions.AddRange(turn.Actions);
        foreach (var wake in turn.Actions)
            if (wake is { Kind: TurnActionKind.Wake, Timer.Kind: GnutellaTimers.SearchKind }) SearchDue = (wake.Timer, wake.Value < 0 ? -1 : NowMs + wake.Value);
    }

    public Desk Link(params IReadOnlyList<int> peers)
    {
        foreach (var peer in peers) Do(now => Machine.Linked(NodeOf(peer), HelloOf("gnutella/1"), now));
        return this;
    }

    public void LinkOther(int peer) => Do(now => Machine.Linked(NodeOf(peer), HelloOf("napster/1"), now));

    /// <summary>A dial of the machine reaches this peer.</summary>
    public void Reach(PeerAddress address, int peer)
    {
        Do(now => Machine.Dialled(address, NodeOf(peer), now));
        Link(peer);
    }

    public void Unlink(int peer) => Do(now => Machine.Unlinked(NodeOf(peer), "the line is down.", now));

    public void Fail(PeerAddress address) => Do(now => Machine.DialFailed(address, null, "nobody answered there.", now));

    public void Request(OwnRequest request) => Do(now => Machine.Request(request, now));

    public void Elapse(TimerKey timer) => Do(now => Machine.Elapsed(timer, now));

    public void Answer(Ticket ticket, Answer answer) => Do(now => Machine.Answered(ticket, answer, now));

    public MessageId Receive(int from, Message message, int ttl = 1, int hops = 0) => Receive(from, new MessageId(++ids), message, ttl, hops);

    public MessageId Receive(int from, MessageId id, Message message, int ttl = 1, int hops = 0)
    {
        Do(now => Machine.Receive(NodeOf(from), new Header(id, (byte)ttl, (byte)hops), message, now));
        return id;
    }

    /// <summary>Starts a search and gives the id that its query has.</summary>
    public (Guid Search, MessageId Query) Search(string text, SearchWay? way = SearchWay.Flood, int? ttl = null)
    {
        Assert.True(Protocols.Search.Query.TryParse(text, out var query, out _));
        var search = new Guid((int)++ids, 0, 0, new byte[8]);
        Request(new GnutellaSearch(search, query!, 200, way, ttl));
        var sent = SentHeaders<GnutellaQuery>();
        return (search, sent.Count == 0 ? default : sent[^1].Header.Id);
    }

    /// <summary>Hits of a holder for a query, as they come from a neighbour; opened at once.</summary>
    public void Hits(int from, MessageId query, int holder, params IReadOnlyList<FoundFile> files) => Hits(from, query, seal.Seal(NodeOf(holder), new QueryHits(query.Value, files.Count, files), Wall));

    public void Hits(int from, MessageId query, Signed<QueryHits> hits, int hops = 0)
    {
        Receive(from, query, new GnutellaHits(hits.Envelope, default), ttl: 7, hops: hops);
        Open();
    }

    /// <summary>Opens what the machine asked to have opened.</summary>
    public void Open()
    {
        foreach (var (ticket, question) in Asked<OpenHitsQuestion>())
            Answer(ticket, seal.TryOpen<QueryHits>(question.Envelope, out var hits) ? new OpenedHits(hits, null) : new OpenedHits(null, null));
    }

    /// <summary>Seals what the machine asked to have sealed.</summary>
    public void SealAll()
    {
        foreach (var (ticket, question) in Asked<SealHitsQuestion>()) Answer(ticket, new SealedHits(seal.Seal(NodeOf(0), question.Hits, Wall).Envelope));
    }

    public Signed<PeerRecord> RecordOf(int peer) => seal.Seal(NodeOf(peer), new PeerRecord($"n{peer}", [AddressOf(peer)], ["gnutella/1"]), Wall);

    public static PeerAddress AddressOf(int peer) => new($"10.1.{peer >> 8}.{peer & 255}", 6699);

    public static GnutellaQuery Ask(string text) => new(text, GnutellaQuery.FilesMax);

    /// <summary>What was sent, asked, noted or dropped since the last call of this kind; the rest stays.</summary>
    public List<(NodeId Peer, T Message)> Sent<T>()
        where T : Message => [.. SentHeaders<T>().Select(sent => (sent.Peer, sent.Message))];

    public List<(NodeId Peer, Header Header, T Message)> SentHeaders<T>()
        where T : Message => [.. Take(TurnActionKind.Send, typeof(T)).Select(action => (action.Peer, action.Header, (T)action.Payload!))];

    public List<(Ticket Ticket, T Question)> Asked<T>()
        where T : Question => [.. Take(TurnActionKind.Ask, typeof(T)).Select(action => (new Ticket(action.Value), (T)action.Payload!))];

    public List<T> Noted<T>()
        where T : Notice => [.. Take(TurnActionKind.Note, typeof(T)).Select(action => (T)action.Payload!)];

    public List<DropReason> Dropped() => [.. Take(TurnActionKind.Drop, typeof(Message)).Select(action => (DropReason)action.Value)];

    public List<PeerAddress> Dialled() => [.. Take(TurnActionKind.Dial, typeof(PeerAddress)).Select(action => (PeerAddress)action.Payload!)];

    public List<(NodeId Peer, string Reason)> Released() => [.. Take(TurnActionKind.Release, typeof(string)).Select(action => (action.Peer, (string)action.Payload!))];

    public List<(TimerKey Timer, long DelayMs)> Woken() => [.. Take(TurnActionKind.Wake, null).Select(action => (action.Timer, action.Value))];

    private static Hello HelloOf(string capability) => new(1, 1, 0, [capability], "test", "peer", [], null, Reachability.Unknown, 0, default);

    private List<TurnAction> Take(TurnActionKind kind, Type? payload)
    {
        bool IsWanted(TurnAction action) => action.Kind == kind && (payload is null || payload.IsInstanceOfType(action.Payload));
        var taken = actions.Where(IsWanted).ToList();
        actions.RemoveAll(IsWanted);
        return taken;
    }
}
