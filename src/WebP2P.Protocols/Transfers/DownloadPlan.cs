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
    private readonly SourcePlaces places;
    private readonly RequestTable requests;
    private readonly PieceDealer dealer;
    private readonly PiecePicker picker;
    private readonly PieceHoldings holdings;
    private readonly NodeId? onlySource;
    private Want want;
    private NodeId? layerFrom;
    private bool isRunning;

    /// <param name="verified">What is here already; the plan keeps it up to date.</param>
    /// <param name="onlySource">When given, nobody else is asked.</param>
    /// <param name="isSequential">The first missing piece goes before the rarest.</param>
    public DownloadPlan(ContentId content, Bitfield verified, int start, NodeId? onlySource = null, bool isSequential = false)
    {
        Content = content;
        want = new Want(content, null, null);
        Map = new PieceMap(content.SizeBytes);
        Verified = verified;
        this.onlySource = onlySource;
        places = new SourcePlaces(table);
        requests = new RequestTable(Map);
        picker = new PiecePicker(verified, start) { IsSequential = isSequential };
        holdings = new PieceHoldings(content, Map, picker);
        dealer = new PieceDealer(table, requests, picker, Map);
        HasLayer = Map.Count == 1;
    }

    /// <summary>This node: those who copy the same content at the same time divide it among themselves by their ids.</summary>
    public NodeId Self
    {
        init => dealer.Claims = holdings.Claims = new PieceClaims(value, Map.Count);
    }

    public ContentId Content { get; }

    public PieceMap Map { get; }

    public Bitfield Verified { get; }

    /// <summary>Whether pieces can be checked; without it only the layer is asked for. A single piece is its own layer.</summary>
    public bool HasLayer { get; private set; }

    public bool IsRunning => isRunning;

    public IReadOnlyList<TransferSource> Sources => table.All;

    public IReadOnlyList<PieceRequest> Requests => requests.All;

    /// <summary>Asked for and not here yet.</summary>
    public long InFlightBytes => requests.Bytes;

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
        if (badPieces >= BadPiecesMax) (source.Standing, source.Reason) = (SourceStanding.Left, $"Left after {badPieces} wrong pieces or answers.");
    }

    public void SourceFound(NodeId peer, TransferTurn turn)
    {
        if (MayAsk(peer) && (table.TryAdd(peer) || Revive(peer, turn))) Next(turn);
    }

    /// <summary>It or this node is elsewhere now: when what leads to the old place ends, it is asked again without a rest.</summary>
    public void SourceMoved(NodeId peer) => table.Find(peer)?.Moved();

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
            case HaveMore more: holdings.Learn(source, more); break;
            case Queued queued: (source.Standing, source.Place, source.Reason) = (SourceStanding.Queued, queued.Position, $"Place {queued.Position} in its queue."); break;
            case Granted granted: Grant(source, granted.Ticket, turn); break;
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

    /// <summary>Told before any other door: how much of a request is here, which teaches how fast its source is.</summary>
    /// <param name="bytes">All of the request so far.</param>
    /// <param name="firstByteMs">When the first of them came.</param>
    public void Progress(NodeId peer, int connection, long bytes, long firstByteMs, long nowMs)
    {
        if (requests.Find(peer, connection) is { } open) requests.Here(open, Math.Min(bytes, open.HereBytes + open.MissingBytes), firstByteMs, nowMs);
    }

    /// <summary>The piece that was due of a request is whole.</summary>
    /// <param name="isRight">The bytes match the piece's root.</param>
    /// <returns>True when this copy is the one that counts.</returns>
    public bool PieceArrived(NodeId peer, int connection, bool isRight, TransferTurn turn)
    {
        if (requests.Find(peer, connection) is not { } open) return false;
        var (source, piece) = (open.Source, open.Request.Piece);
        requests.Here(open, open.HeadEndBytes, null, turn.NowMs);
        if (open.Request.Count == 1) requests.Remove(open, turn.NowMs);
        else open.Advance();
        var counts = isRight && !Verified[piece];
        if (counts) Count(source, piece, turn);
        else Return(piece);
        if (!isRight) CountBad(source, $"a piece that is not of this content (piece {piece})", turn);
        EndIfSuperfluous(open, turn);
        Next(turn);
        return counts;
    }

    public void PieceFailed(NodeId peer, int connection, FetchFailure failure, string reason, TransferTurn turn)
    {
        if (requests.Find(peer, connection) is not { } open) return;
        requests.Remove(open, turn.NowMs);
        Return(open.Request);
        if (open.IsOfThisContact || failure == FetchFailure.Wrong) Blame(open.Source, failure, reason, turn);
        Next(turn);
    }

    /// <summary>A copy that was no longer waited for is here and right all the same.</summary>
    /// <returns>True when it counts.</returns>
    public bool PieceHere(NodeId peer, int piece, TransferTurn turn)
    {
        if (Verified[piece] || table.Find(peer) is not { } source) return false;
        picker.Assign(piece);
        picker.Verify(piece);
        source.PiecesGiven++;
        foreach (var other in requests.Open.ToList()) EndIfSuperfluous(other, turn);
        Next(turn);
        return true;
    }

    /// <summary>The owner wants the pieces in order, or no longer; what is on its way stays.</summary>
    public void OrderChanged(bool isSequential, TransferTurn turn)
    {
        picker.IsSequential = isSequential;
        table.Wake();
        Next(turn);
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
        while (places.Next(turn.NowMs) is { } source)
        {
            if (SourceTable.IsContacted(source)) Refuse(source, "It gave nothing for a while; others are asked in its place.", turn);
            else Contact(source, turn);
        }
        if (!HasLayer) FetchLayer(turn);
        else dealer.Deal(turn);
        if (NextWakeMs(turn.NowMs) is { } delay) turn.Wake(delay);
    }

    private bool MayAsk(NodeId peer) => onlySource is null || onlySource == peer;

    private static void Contact(TransferSource source, TransferTurn turn)
    {
        (source.Standing, source.QuietSinceMs, source.Reason) = (SourceStanding.Dialling, turn.NowMs, "Connecting.");
        source.Contacts++;
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
        var retryMs = places.LookInMs(nowMs);
        var lookMs = HasLayer ? dealer.LookInMs : null;
        return (retryMs, lookMs) is (null, null) ? null : Math.Max(Math.Min(retryMs ?? long.MaxValue, lookMs ?? long.MaxValue), 1);
    }

    private void Learn(TransferSource source, Have have, TransferTurn turn)
    {
        if (holdings.TryLearn(source, have)) return;
        Blame(source, FetchFailure.Wrong, "It sent a bitfield of another content.", turn);
        // Nothing can be asked of it now; when it is asked again it may do better once.
        if (source.Standing != SourceStanding.Left) Refuse(source, "It sent a bitfield of another content.", turn);
    }

    private void Learn(NodeId from, TransferSources others)
    {
        if (onlySource is not null || others.Content != Content) return;
        foreach (var provider in others.Providers.Take(TransferSources.ProvidersMax))
        {
            if (provider.Value.Content == Content && provider.Signer != from) table.TryAdd(provider.Signer);
        }
    }

    private static void Grant(TransferSource source, UInt128 ticket, TransferTurn turn)
    {
        (source.Standing, source.QuietSinceMs, source.Reason) = (SourceStanding.Granted, turn.NowMs, "Gives.");
        source.Ticket = ticket;
        source.IsExhausted = false;
    }

    private void Refuse(TransferSource source, string reason, TransferTurn turn)
    {
        LetGo(source, reason, turn);
        Rest(source, reason, turn);
    }

    private void Count(TransferSource source, int piece, TransferTurn turn)
    {
        var hadTwo = picker.Copies(piece) > 1;
        picker.Verify(piece);
        source.PiecesGiven++;
        (source.Failures, source.QuietSinceMs) = (0, turn.NowMs);
        if (!hadTwo) return;
        foreach (var other in requests.Open.ToList()) EndIfSuperfluous(other, turn);
    }

    /// <summary>A range ends when all that is still to come of it is here; a piece in its middle cannot be left out.</summary>
    private void EndIfSuperfluous(OpenRequest open, TransferTurn turn)
    {
        for (var piece = open.Request.Piece; piece <= open.Request.Last; piece++)
        {
            if (!Verified[piece]) return;
        }
        if (requests.Open.Contains(open)) Abandon(open, turn);
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
            Refuse(source, "It gives slots that do not count.", turn);
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
        holdings.Forget(source);
        turn.Note(new SourceLeft(source.Peer, reason));
    }

    private void Rest(TransferSource source, string reason, TransferTurn turn)
    {
        SourceTable.Rest(source, reason, turn.NowMs, turn.Dice);
        holdings.Forget(source);
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
        while (requests.FindPeer(source.Peer) is { } open) Abandon(open, turn);
        if (layerFrom == source.Peer) layerFrom = null;
        if (!SourceTable.IsContacted(source)) return;
        if (source.Standing != SourceStanding.Dialling) turn.Send(source.Peer, new Unwant(Content));
        turn.Release(source.Peer, reason);
    }

    private void Abandon(OpenRequest open, TransferTurn turn)
    {
        requests.Remove(open, turn.NowMs);
        Return(open.Request);
        turn.Abandon(open.Request);
    }

    private void Return(in PieceRequest request)
    {
        for (var piece = request.Piece; piece <= request.Last; piece++) Return(piece);
    }

    private void Return(int piece)
    {
        picker.Return(piece);
        table.Wake();
    }
}
