using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>One machine alone: messages go in from numbered nodes, what it does is kept.</summary>
internal sealed class MachineBench
{
    private readonly Turn turn = new(new SeededDice(7));

    public MachineBench(GnutellaOptions? options = null, HeldFiles? files = null)
    {
        Files = files ?? new HeldFiles();
        Machine = new GnutellaMachine(NodeOf(0), options ?? new GnutellaOptions { PingMs = 0 }, Files);
        Do(Machine.Start);
    }

    public HeldFiles Files { get; }

    public GnutellaMachine Machine { get; }

    public long NowMs { get; private set; } = 1_000;

    /// <summary>Whether what is sent, dropped and told is kept; questions are always.</summary>
    public bool Keeps { get; set; } = true;

    public List<(NodeId Peer, Header Header, Message Message)> Sent { get; } = [];

    public List<DropReason> Dropped { get; } = [];

    public List<(NodeId Peer, string Reason)> Released { get; } = [];

    public List<(Ticket Ticket, Question Question)> Asked { get; } = [];

    public List<PeerAddress> Dialled { get; } = [];

    public List<Notice> Notes { get; } = [];

    public GnutellaFigures Figures => Machine.Figures(NowMs);

    public static Header Header(int id, int ttl = 4, int hops = 0) => new(new MessageId((UInt128)id), (byte)ttl, (byte)hops);

    public void Link(params int[] nodes)
    {
        foreach (var node in nodes) Do(turn => Machine.Linked(NodeOf(node), HelloOf(["gnutella/1"]), turn));
    }

    public void Unlink(int node) => Do(turn => Machine.Unlinked(NodeOf(node), "gone", turn));

    public void Receive(int from, in Header header, Message message)
    {
        var copy = header;
        Do(turn => Machine.Receive(NodeOf(from), copy, message, turn));
    }

    public void Request(OwnRequest request) => Do(turn => Machine.Request(request, turn));

    public void Answer(Ticket ticket, Answer answer) => Do(turn => Machine.Answered(ticket, answer, turn));

    public void Elapse(TimerKey timer) => Do(turn => Machine.Elapsed(timer, turn));

    public void Pass(long durationMs) => NowMs += durationMs;

    public List<(Ticket Ticket, Question Question)> TakeAsked()
    {
        List<(Ticket, Question)> taken = [.. Asked];
        Asked.Clear();
        return taken;
    }

    public int Count(DropReason reason) => Dropped.Count(dropped => dropped == reason);

    /// <summary>Starts a flood for this text; the header that neighbours got.</summary>
    public Header Search(string text)
    {
        Sent.Clear();
        Request(new GnutellaSearch(Guid.NewGuid(), Query(text), 200, SearchWay.Flood));
        return Sent.First(sent => sent.Message is GnutellaQuery).Header;
    }

    /// <summary>Hits that a holder signed, on their way from a neighbour; the answer to the opening they cause is given.</summary>
    public void Bring(int from, in Header query, NodeId holder, int hops, params string[] names)
    {
        Receive(from, query with { Ttl = 7, Hops = (byte)hops }, new GnutellaHits(new byte[] { 1 }, default));
        if (Asked is not [.., (var ticket, OpenHitsQuestion)]) return;
        Asked.Clear();
        var hits = new QueryHits(query.Id.Value, names.Length, [.. names.Select(Village.File)]);
        Answer(ticket, new OpenedHits(new Signed<QueryHits>(holder, 1, long.MaxValue, hits, new byte[] { 1 }), null));
    }

    public static Hello HelloOf(IReadOnlyList<string> capabilities) =>
        new(1, 1, default, capabilities, "test", "test", [], null, Reachability.Unknown, 0, default);

    private void Do(Action<Turn> door)
    {
        turn.Begin(NowMs, Wall + NowMs);
        door(turn);
        foreach (var action in turn.Actions)
        {
            if (!Keeps && action.Kind != TurnActionKind.Ask) continue;
            switch (action.Kind)
            {
                case TurnActionKind.Send: Sent.Add((action.Peer, action.Header, (Message)action.Payload!)); break;
                case TurnActionKind.Drop: Dropped.Add((DropReason)action.Value); break;
                case TurnActionKind.Release: Released.Add((action.Peer, (string)action.Payload!)); break;
                case TurnActionKind.Ask: Asked.Add((new Ticket(action.Value), (Question)action.Payload!)); break;
                case TurnActionKind.Dial when action.Payload is PeerAddress address: Dialled.Add(address); break;
                case TurnActionKind.Note: Notes.Add((Notice)action.Payload!); break;
                default: break;
            }
        }
    }
}
