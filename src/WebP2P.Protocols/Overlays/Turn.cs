using System.Runtime.InteropServices;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays;

/// <summary>A timer of a machine; the machine gives both parts their meaning.</summary>
public readonly record struct TimerKey(int Kind, UInt128 Subject = default);

/// <summary>Names a question so that its answer finds the way back.</summary>
public readonly record struct Ticket(long Value);

/// <summary>What takes time or a key: answered outside the machine, through <see cref="IOverlay.Answered"/>.</summary>
public abstract record Question
{
    /// <summary>How long its answer may take; then it is <see cref="AnswerFailed"/>.</summary>
    public virtual int AnswerWithinMs => 20_000;

    /// <summary>Whether its answer comes after those of all earlier questions of this kind.</summary>
    public virtual bool IsInOrder => false;
}

/// <summary>The answer to a <see cref="Question"/>.</summary>
public abstract record Answer;

/// <summary>The question was not answered within its deadline, or its answerer failed.</summary>
public sealed record AnswerFailed(string Reason) : Answer;

/// <summary>What a machine tells its own node: hits, sources, changes of state.</summary>
public abstract record Notice;

/// <summary>What the own node asks of a machine.</summary>
public abstract record OwnRequest;

public enum TurnActionKind : byte { Send, Dial, Release, Wake, Ask, Note, Drop }

/// <summary>One line of a turn. Which parts count follows from <see cref="Kind"/>. It is packed, because a flood writes one for every message.</summary>
public readonly record struct TurnAction
{
    /// <summary>The id of the header, or the subject of the timer.</summary>
    private readonly ulong high, low;

    private readonly int timerKind;
    private readonly byte ttl, hops;

    internal TurnAction(TurnActionKind kind, object? payload, in NodeId peer = default, long value = 0) => (Kind, Payload, Peer, Value) = (kind, payload, peer, value);

    internal TurnAction(in NodeId peer, in Header header, Message message)
        : this(TurnActionKind.Send, message, peer)
    {
        var id = header.Id.Value;
        (high, low, ttl, hops) = ((ulong)(id >> 64), (ulong)id, header.Ttl, header.Hops);
    }

    internal TurnAction(in TimerKey timer, long delayMs)
        : this(TurnActionKind.Wake, null, default, delayMs) => (high, low, timerKind) = ((ulong)(timer.Subject >> 64), (ulong)timer.Subject, timer.Kind);

    public TurnActionKind Kind { get; }

    /// <summary>Send, Release, Drop; Dial when the id is known.</summary>
    public NodeId Peer { get; }

    /// <summary>Wake: delay in ms. Ask: the ticket. Dial: 1 when <see cref="Peer"/> is known. Drop: the reason.</summary>
    public long Value { get; }

    /// <summary>The message, address, question, notice or release reason.</summary>
    public object? Payload { get; }

    /// <summary>Send.</summary>
    public Header Header => new(new MessageId(new UInt128(high, low)), ttl, hops);

    /// <summary>Wake.</summary>
    public TimerKey Timer => new(timerKind, new UInt128(high, low));
}

/// <summary>
/// What a machine wants done, written into a list that the caller owns and reuses, together with the time and the dice.
/// </summary>
public sealed class Turn(Dice dice)
{
    private readonly List<TurnAction> actions = [];

    /// <summary>Monotonic, in ms; the zero is arbitrary.</summary>
    public long NowMs { get; private set; }

    /// <summary>Wall clock, Unix ms; for records only.</summary>
    public long WallUnixMs { get; private set; }

    public Dice Dice { get; private set; } = dice;

    /// <summary>What was written since the turn began, in order.</summary>
    public IReadOnlyList<TurnAction> Actions => actions;

    /// <summary>The same without a copy; valid until the turn is written again.</summary>
    public ReadOnlySpan<TurnAction> Written => CollectionsMarshal.AsSpan(actions);

    /// <summary>Empties the turn and sets its time; called by the loop or the simulator before each door.</summary>
    public void Begin(long nowMs, long wallUnixMs)
    {
        actions.Clear();
        NowMs = nowMs;
        WallUnixMs = wallUnixMs;
    }

    /// <summary>The same for a turn that goes from node to node, each with dice of its own.</summary>
    public void Begin(long nowMs, long wallUnixMs, Dice ofNode)
    {
        Begin(nowMs, wallUnixMs);
        Dice = ofNode;
    }

    /// <summary>Sends a message to a linked peer; lost when there is no link.</summary>
    public void Send(NodeId peer, in Header header, Message message) => actions.Add(new TurnAction(peer, header, message));

    /// <summary>
    /// Wants a link; answered by <c>Linked</c> or <c>DialFailed</c>. An existing link to the peer is used and held.
    /// Without an address the peer's newest record is used; the own id is dialled inside the node.
    /// </summary>
    public void Dial(PeerAddress? address, NodeId? peer = null) => actions.Add(new TurnAction(TurnActionKind.Dial, address, peer ?? default, peer is null ? 0 : 1));

    /// <summary>No longer holds the link; it closes when no overlay of either side holds it.</summary>
    public void Release(NodeId peer, string reason) => actions.Add(new TurnAction(TurnActionKind.Release, reason, peer));

    /// <summary>Calls <c>Elapsed</c> after the delay; a second call with the same key replaces the first, a negative delay cancels it.</summary>
    public void Wake(TimerKey timer, long delayMs) => actions.Add(new TurnAction(timer, delayMs));

    public void Ask(Ticket ticket, Question question) => actions.Add(new TurnAction(TurnActionKind.Ask, question, default, ticket.Value));

    public void Note(Notice notice) => actions.Add(new TurnAction(TurnActionKind.Note, notice));

    /// <summary>Drops a message and counts it under the reason.</summary>
    public void Drop(NodeId from, Message message, DropReason reason) => actions.Add(new TurnAction(TurnActionKind.Drop, message, from, (long)reason));
}
