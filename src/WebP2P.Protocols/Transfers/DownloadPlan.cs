using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// One download as a pure machine: whom to ask, which piece from whom next. Work is pulled: a source gets its next piece when it gave the last one.
/// Bytes never pass through it; it is told that a piece arrived and whether it was right.
/// </summary>
public sealed class DownloadPlan
{
    /// <summary>After this many wrong pieces a source is left.</summary>
    public const int BadPiecesMax = 2;

    private const int BusyMax = 5;

    private readonly SourceTable table = new();
    private readonly RequestTable requests;
    private readonly PieceDealer dealer;
    private readonly PiecePicker picker;
    private readonly NodeId? onlySource;
    private readonly PieceClaims? claims;
    private Want want;
    private NodeId? layerFrom;
    private bool isRunning;

    /// <param name="verified">What is here already; the plan keeps it up to date.</param>
    /// <param name="onlySource">When given, nobody else is asked.</param>
    public DownloadPlan(ContentId content, Bitfield verified, int start, NodeId? onlySource = null)
    {
        Content = content;
        want = new Want(content, null, null);
        Map = new PieceMap(content.SizeBytes);
        Verified = verified;
        this.onlySource = onlySource;
        requests = new RequestTable(Map);
        picker = new PiecePicker(verified, start);
        dealer = new PieceDealer(table, requests, picker);
        HasLayer = Map.Count == 1;
    }

    /// <summary>This node: those who copy the same content at the same time divide it among themselves by their ids.</summary>
    public NodeId Self
    {
        init => dealer.Claims = claims = new PieceClaims(value, Map.Count);
    }

    public ContentId Content { get; }

    public PieceMap Map { get; }

    public Bitfield Verified { get; }

    /// <summary>Whether pieces can be checked; without it only the layer is asked for. A single piece is its own layer.</summary>
    public bool HasLayer { get; private set; }

    public bool IsRunning => isRunning;

    public IReadOnlyList<TransferSource> Sources => table.All;

    public IReadOnlyList<PieceRequest> Requests => requests.All;

    /// <summary>Every source is left, so nothing will come from them.</summary>
    public bool HasOnlyLeftSources => table.All.Count > 0 && table.All.All(source => source.Standing == SourceStanding.Left);

    public void Start(bool hasLayer, TransferTurn turn)
    {
        HasLayer |= hasLayer;
        isRunning = true;
        Next(turn);
    }

    /// <summary>Paused or removed: requests end, links are let go; what is known of the sources stays.</summary>
    public void Stop(string reason, TransferTurn turn)
    {
        isRunning = false;
        foreach (var source in table.All)
        {
            LetGo(source, reason, turn);
            if (source.Standing != SourceStanding.Left) (source.Standing, source.Reason) = (SourceStanding.Known, reason);
        }
    }

    /// <summary>A source of an earlier run; in the order of their numbers, before the start.</summary>
    public void SourceKnown(NodeId peer, int badPieces)
    {
        if (!MayAsk(peer) || !table.TryAdd(peer) || table.Find(peer) is not { } source) return;
        source.BadPieces = badPieces;
        if (badPieces >= BadPiecesMax) (source.Standing, source.Reason) = (SourceStanding.Left, $"Left after {badPieces} wrong answers.");
    }

    public void SourceFound(NodeId peer, TransferTurn turn)
    {
        if (MayAsk(peer) && (table.TryAdd(peer) || Revive(peer, turn))) Next(turn);
    }

    /// <summary>An index says that the source is gone; one that is linked knows better.</summary>
    public void SourceLost(NodeId peer, TransferTurn turn)
    {
        if (table.Find(peer) is not { Standing: SourceStanding.Dialling or SourceStanding.Known } source) return;
        LetGo(source, "It is not online.", turn);
        Rest(source, "It is not online.", turn);
        Next(turn);
    }

    public void Linked(NodeId peer, TransferTurn turn)
    {
        if (!isRunning || table.Find(peer) is not { Standing: SourceStanding.Dialling } source) return;
        source.Standing = SourceStanding.Asked;
        source.Reason = "Asked for the content.";
        turn.Send(peer, want);
    }

    /// <summary>The link ended or could not be made. Requests that run go on: the peer keeps the slot for a while.</summary>
    public void Unlinked(NodeId peer, string reason, TransferTurn turn)
    {
        if (table.Find(peer) is not { } source || !SourceTable.IsContacted(source)) return;
        Rest(source, reason, turn);
        Next(turn);
    }

    /// <summary>Now there is something to give: whoever is asked hears it, and may tell others of this node.</summary>
    public void Introduce(Want own, TransferTurn turn)
    {
        want = own;
        foreach (var source in table.All)
        {
            if (source.Standing is SourceStanding.Asked or SourceStanding.Queued or SourceStanding.Granted) turn.Send(source.Peer, want);
        }
    }

    /// <returns>False when nobody asked for this message.</returns>
    public bool Receive(NodeId from, Message message, TransferTurn turn)
    {
        if (!isRunning || table.Find(from) is not { } source || !SourceTable.IsContacted(source)) return false;
        switch (message)
        {
            case Have have: Learn(source, have, turn); break;
            case HaveMore more: Learn(source, more); break;
            case Queued queued: (source.Standing, source.Reason) = (SourceStanding.Queued, $"Place {queued.Position} in its queue."); break;
            case Granted granted: Grant(source, granted.Ticket); break;
            case WantRefused refused: Refuse(source, refused.Reason, turn); break;
            case TransferSources others: Learn(from, others); break;
            default: return false;
        }
        Next(turn);
        return true;
    }

    public void LayerArrived(NodeId peer, TransferTurn turn)
    {
        if (layerFrom == peer) layerFrom = null;
        HasLayer = true;
        Next(turn);
    }

    public void LayerFailed(NodeId peer, FetchFailure failure, string reason, TransferTurn turn)
    {
        if (layerFrom != peer) return;
        layerFrom = null;
        if (table.Find(peer) is { } source) Blame(source, failure, reason, turn);
        Next(turn);
    }

    /// <param name="isRight">The bytes match the piece's root.</param>
    /// <returns>True when this copy is the one that counts.</returns>
    public bool PieceArrived(NodeId peer, int connection, bool isRight, TransferTurn turn)
    {
        if (!requests.TryRemove(peer, connection, out var request) || table.Find(peer) is not { } source) return false;
        source.FreeConnection(connection);
        var counts = isRight && !Verified[request.Piece];
        if (counts) Count(source, request, turn);
        else Return(request.Piece);
        if (!isRight) CountBad(source, $"a piece that is not of this content (piece {request.Piece})", turn);
        Next(turn);
        return counts;
    }

    public void PieceFailed(NodeId peer, int connection, FetchFailure failure, string reason, TransferTurn turn)
    {
        if (!requests.TryRemove(peer, connection, out var request) || table.Find(peer) is not { } source) return;
        source.FreeConnection(connection);
        Return(request.Piece);
        Blame(source, failure, reason, turn);
        Next(turn);
    }

    /// <summary>A copy that was no longer waited for is here and right all the same.</summary>
    /// <returns>True when it counts.</returns>
    public bool PieceHere(NodeId peer, int piece, TransferTurn turn)
    {
        if (Verified[piece] || table.Find(peer) is not { } source) return false;
        while (requests.TryFindPiece(piece, out var other)) Abandon(other, turn);
        picker.Assign(piece);
        picker.Verify(piece);
        source.PiecesGiven++;
        Next(turn);
        return true;
    }

    public void Elapsed(TransferTurn turn) => Next(turn);

    /// <summary>After every door: ends when all is here, else asks more sources and deals out work.</summary>
    private void Next(TransferTurn turn)
    {
        if (!isRunning) return;
        if (Verified.IsFull)
        {
            Stop("All pieces are here.", turn);
            turn.Note(new AllPiecesVerified());
            return;
        }
        while (table.Contacted < SourceTable.ContactedMax && table.NextToContact(turn.NowMs) is { } source) Contact(source, turn);
        if (!HasLayer) FetchLayer(turn);
        else dealer.Deal(turn);
        if (NextWakeMs(turn.NowMs) is { } delay) turn.Wake(delay);
    }

    private bool MayAsk(NodeId peer) => onlySource is null || onlySource == peer;

    private static void Contact(TransferSource source, TransferTurn turn)
    {
        (source.Standing, source.Reason) = (SourceStanding.Dialling, "Connecting.");
        turn.Hold(source.Peer);
    }

    private void FetchLayer(TransferTurn turn)
    {
        if (layerFrom is not null || table.NextToWork() is not { } source) return;
        layerFrom = source.Peer;
        source.LastAssigned = dealer.NextNumber();
        turn.FetchLayer(source.Peer, source.Ticket);
    }

    private long? NextWakeMs(long nowMs)
    {
        var retryMs = table.NextRetryAtMs - nowMs;
        if (dealer.IsEndgame) retryMs = Math.Min(retryMs ?? PieceDealer.EndgameLookMs, PieceDealer.EndgameLookMs);
        return retryMs is null ? null : Math.Max(retryMs.Value, 1);
    }

    private void Learn(TransferSource source, Have have, TransferTurn turn)
    {
        if (have.Content != Content || !Bitfield.TryParse(have.Bitfield.Span, Map.Count, out var pieces))
        {
            Blame(source, FetchFailure.Wrong, "It sent a bitfield of another content.", turn);
            return;
        }
        Uncount(source);
        source.Pieces = pieces;
        source.IsExhausted = false;
        if (pieces.IsFull) return;
        picker.Count(pieces, 1);
        claims?.Join(source.Peer);
    }

    private void Learn(TransferSource source, HaveMore more)
    {
        if (more.Content != Content || source.Pieces is not { IsFull: false } pieces) return;
        foreach (var run in more.Runs)
        {
            if (run.First < 0 || run.Count < 1 || run.Count > Map.Count - run.First) continue;
            for (var piece = run.First; piece < run.First + run.Count; piece++)
            {
                if (pieces.Set(piece)) picker.Count(piece, 1);
            }
        }
        source.IsExhausted = false;
        if (!pieces.IsFull) return;
        picker.Count(pieces, -1);
        claims?.Leave(source.Peer);
    }

    private void Learn(NodeId from, TransferSources others)
    {
        if (onlySource is not null || others.Content != Content) return;
        foreach (var provider in others.Providers.Take(TransferSources.ProvidersMax))
        {
            if (provider.Value.Content == Content && provider.Signer != from) table.TryAdd(provider.Signer);
        }
    }

    private static void Grant(TransferSource source, UInt128 ticket)
    {
        (source.Standing, source.Reason) = (SourceStanding.Granted, "Gives.");
        source.Ticket = ticket;
        source.IsExhausted = false;
    }

    private void Refuse(TransferSource source, string reason, TransferTurn turn)
    {
        LetGo(source, reason, turn);
        Rest(source, reason, turn);
    }

    private void Count(TransferSource source, in PieceRequest request, TransferTurn turn)
    {
        picker.Verify(request.Piece);
        source.PiecesGiven++;
        source.Failures = 0;
        source.TookMs(turn.NowMs - request.StartedMs);
        while (requests.TryFindPiece(request.Piece, out var other)) Abandon(other, turn);
    }

    private void Blame(TransferSource source, FetchFailure failure, string reason, TransferTurn turn)
    {
        switch (failure)
        {
            case FetchFailure.Busy: AskAgain(source, turn); break;
            case FetchFailure.Wrong: CountBad(source, reason, turn); break;
            default:
                LetGo(source, reason, turn);
                if (source.Standing != SourceStanding.Left) Rest(source, reason, turn);
                break;
        }
    }

    /// <summary>The ticket counts no longer: the same link, a new place in the queue.</summary>
    private void AskAgain(TransferSource source, TransferTurn turn)
    {
        if (source.Standing != SourceStanding.Granted) return;
        if (++source.Failures > BusyMax)
        {
            LetGo(source, "It gives slots that do not count.", turn);
            Rest(source, "It gives slots that do not count.", turn);
            return;
        }
        (source.Standing, source.Reason) = (SourceStanding.Asked, "Asked again for a slot.");
        turn.Send(source.Peer, want);
    }

    private void CountBad(TransferSource source, string what, TransferTurn turn)
    {
        source.BadPieces++;
        source.IsExhausted = false;
        if (source.BadPieces < BadPiecesMax || source.Standing == SourceStanding.Left) return;
        var reason = $"Left after {source.BadPieces} wrong answers, the last: {what}.";
        LetGo(source, reason, turn);
        (source.Standing, source.Reason) = (SourceStanding.Left, reason);
        Uncount(source);
        turn.Note(new SourceLeft(source.Peer, reason));
    }

    private void Rest(TransferSource source, string reason, TransferTurn turn)
    {
        SourceTable.Rest(source, reason, turn.NowMs, turn.Dice);
        Uncount(source);
        source.Pieces = null;
        if (layerFrom == source.Peer) layerFrom = null;
    }

    /// <summary>Heard of again: a source that rests is worth an early try; whoever hears of it too often keeps it from the plan.</summary>
    private bool Revive(NodeId peer, TransferTurn turn)
    {
        if (table.Find(peer) is not { Standing: SourceStanding.Resting } source) return false;
        source.RetryAtMs = turn.NowMs;
        return true;
    }

    /// <summary>Ends its requests and gives up link and slot.</summary>
    private void LetGo(TransferSource source, string reason, TransferTurn turn)
    {
        while (requests.TryFindPeer(source.Peer, out var request)) Abandon(request, turn);
        if (layerFrom == source.Peer) layerFrom = null;
        if (!SourceTable.IsContacted(source)) return;
        if (source.Standing != SourceStanding.Dialling) turn.Send(source.Peer, new Unwant(Content));
        turn.Release(source.Peer, reason);
    }

    private void Abandon(in PieceRequest request, TransferTurn turn)
    {
        requests.TryRemove(request.Peer, request.Connection, out _);
        table.Find(request.Peer)?.FreeConnection(request.Connection);
        Return(request.Piece);
        turn.Abandon(request);
    }

    private void Return(int piece)
    {
        picker.Return(piece);
        table.Wake();
    }

    private void Uncount(TransferSource source)
    {
        if (source.Pieces is not { IsFull: false } pieces) return;
        picker.Count(pieces, -1);
        claims?.Leave(source.Peer);
    }
}
