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

/// <summary>One line of a turn. Which fields count follows from <see cref="Kind"/>.</summary>
/// <param name="Peer">Send, Release; Dial when the id is known.</param>
/// <param name="Value">Wake: delay in ms. Ask: the ticket. Dial: 1 when <paramref name="Peer"/> is known.</param>
/// <param name="Payload">The message, address, question, notice, release reason or drop reason.</param>
public readonly record struct TurnAction(TurnActionKind Kind, NodeId Peer, Header Header, long Value, TimerKey Timer, object? Payload);

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
    public void Send(NodeId peer, in Header header, Message message) => actions.Add(new(TurnActionKind.Send, peer, header, 0, default, message));

    /// <summary>
    /// Wants a link; answered by <c>Linked</c> or <c>DialFailed</c>. An existing link to the peer is used and held.
    /// Without an address the peer's newest record is used; the own id is dialled inside the node.
    /// </summary>
    public void Dial(PeerAddress? address, NodeId? peer = null) => actions.Add(new(TurnActionKind.Dial, peer ?? default, default, peer is null ? 0 : 1, default, address));

    /// <summary>No longer holds the link; it closes when no overlay of either side holds it.</summary>
    public void Release(NodeId peer, string reason) => actions.Add(new(TurnActionKind.Release, peer, default, 0, default, reason));

    /// <summary>Calls <c>Elapsed</c> after the delay; a second call with the same key replaces the first, a negative delay cancels it.</summary>
    public void Wake(TimerKey timer, long delayMs) => actions.Add(new(TurnActionKind.Wake, default, default, delayMs, timer, null));

    public void Ask(Ticket ticket, Question question) => actions.Add(new(TurnActionKind.Ask, default, default, ticket.Value, default, question));

    public void Note(Notice notice) => actions.Add(new(TurnActionKind.Note, default, default, 0, default, notice));

    /// <summary>Drops a message and counts it under the reason.</summary>
    public void Drop(NodeId from, Message message, DropReason reason) => actions.Add(new(TurnActionKind.Drop, from, default, (long)reason, default, message));
}
