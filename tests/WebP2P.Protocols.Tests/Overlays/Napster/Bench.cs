using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>One machine on a table: opens its doors and keeps what it wanted since the last look.</summary>
internal sealed class Bench(IOverlay machine)
{
    private readonly Turn turn = new(new SeededDice(1));
    private readonly List<TurnAction> actions = [];
    private ulong ids;

    public long NowMs { get; set; }

    public long WallUnixMs => Wall + NowMs;

    public static Hello Hello { get; } = new(1, 1, 0, ["napster/1", "index/1"], "test", "peer", [], null, Reachability.Unknown, 0, default);

    public void Do(Action<IOverlay, Turn> door)
    {
        turn.Begin(NowMs, WallUnixMs);
        door(machine, turn);
        actions.AddRange(turn.Actions);
    }

    public void Start() => Do((overlay, now) => overlay.Start(now));

    public void Link(int peer) => Do((overlay, now) => overlay.Linked(NodeOf(peer), Hello, now));

    public void Unlink(int peer, string reason = "the line is down.") => Do((overlay, now) => overlay.Unlinked(NodeOf(peer), reason, now));

    public void Request(OwnRequest request) => Do((overlay, now) => overlay.Request(request, now));

    public void Elapse(TimerKey timer) => Do((overlay, now) => overlay.Elapsed(timer, now));

    public void Answer(Ticket ticket, Answer answer) => Do((overlay, now) => overlay.Answered(ticket, answer, now));

    /// <summary>Receives under a fresh id, which is returned.</summary>
    public MessageId Receive(int from, Message message)
    {
        var id = new MessageId(++ids);
        Receive(from, id, message);
        return id;
    }

    public void Receive(int from, MessageId id, Message message) => Do((overlay, now) => overlay.Receive(NodeOf(from), new Header(id), message, now));

    /// <summary>What was sent, asked, noted or dropped since the last call of this kind; the rest stays.</summary>
    public List<(NodeId Peer, MessageId Id, T Message)> Sent<T>()
        where T : Message => [.. Take(TurnActionKind.Send, typeof(T)).Select(action => (action.Peer, action.Header.Id, (T)action.Payload!))];

    public List<(Ticket Ticket, T Question)> Asked<T>()
        where T : Question => [.. Take(TurnActionKind.Ask, typeof(T)).Select(action => (new Ticket(action.Value), (T)action.Payload!))];

    public List<T> Noted<T>()
        where T : Notice => [.. Take(TurnActionKind.Note, typeof(T)).Select(action => (T)action.Payload!)];

    public List<DropReason> Dropped() => [.. Take(TurnActionKind.Drop, typeof(Message)).Select(action => (DropReason)action.Value)];

    public List<(PeerAddress? Address, NodeId? Peer)> Dialled() =>
        [.. Take(TurnActionKind.Dial, null).Select(action => ((PeerAddress?)action.Payload, action.Value == 1 ? action.Peer : (NodeId?)null))];

    public List<NodeId> Released() => [.. Take(TurnActionKind.Release, typeof(string)).Select(action => action.Peer)];

    public List<(TimerKey Timer, long DelayMs)> Woken() => [.. Take(TurnActionKind.Wake, null).Select(action => (action.Timer, action.Value))];

    public void Forget() => actions.Clear();

    private List<TurnAction> Take(TurnActionKind kind, Type? payload)
    {
        bool IsWanted(TurnAction action) => action.Kind == kind && (payload is null || payload.IsInstanceOfType(action.Payload));
        var taken = actions.Where(IsWanted).ToList();
        actions.RemoveAll(IsWanted);
        return taken;
    }
}
