using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// What a transfer machine wants done, written into a list that the caller owns and reuses, together with the time and the dice.
/// </summary>
public sealed class TransferTurn(Dice dice)
{
    private readonly List<TransferAction> actions = [];

    /// <summary>Monotonic, in ms; the zero is arbitrary.</summary>
    public long NowMs { get; private set; }

    public Dice Dice { get; } = dice;

    /// <summary>What was written since <see cref="Begin"/>, in order.</summary>
    public IReadOnlyList<TransferAction> Actions => actions;

    /// <summary>Empties the turn and sets its time; called before each door.</summary>
    public void Begin(long nowMs)
    {
        actions.Clear();
        NowMs = nowMs;
    }

    /// <summary>Wants a link to the peer and holds it; <c>Linked</c> or <c>Unlinked</c> follows.</summary>
    public void Hold(NodeId peer) => actions.Add(new(TransferActionKind.Hold, peer));

    /// <summary>No longer needs the link.</summary>
    public void Release(NodeId peer, string reason) => actions.Add(new(TransferActionKind.Release, peer) { Payload = reason });

    public void Send(NodeId peer, Message message) => actions.Add(new(TransferActionKind.Send, peer) { Payload = message });

    public void FetchLayer(NodeId peer, UInt128 ticket) => actions.Add(new(TransferActionKind.FetchLayer, peer) { Ticket = ticket });

    /// <summary>Asks the peer for one whole piece; <c>PieceArrived</c> or <c>PieceFailed</c> follows.</summary>
    public void Fetch(in PieceRequest request, UInt128 ticket) =>
        actions.Add(new(TransferActionKind.Fetch, request.Peer) { Request = request, Ticket = ticket });

    /// <summary>Stops a request; nothing follows.</summary>
    public void Abandon(in PieceRequest request) => actions.Add(new(TransferActionKind.Abandon, request.Peer) { Request = request });

    /// <summary>Calls <c>Elapsed</c> after the delay; a second call replaces the first.</summary>
    public void Wake(long delayMs) => actions.Add(new(TransferActionKind.Wake, default) { DelayMs = delayMs });

    public void Note(Notice notice) => actions.Add(new(TransferActionKind.Note, default) { Payload = notice });
}
