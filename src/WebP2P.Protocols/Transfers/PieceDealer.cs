namespace WebP2P.Protocols.Transfers;

/// <summary>Deals pieces to sources that are free, the idlest first; near the end second copies of what takes too long.</summary>
internal sealed class PieceDealer(SourceTable table, RequestTable requests, PiecePicker picker)
{
    /// <summary>What this node fetches first where all is to be had; null: no matter.</summary>
    public PieceClaims? Claims { get; set; }

    /// <summary>How often the end is looked at while nothing happens.</summary>
    public const long EndgameLookMs = 1_000;

    private long dealt;

    /// <summary>Everything that is missing is on its way.</summary>
    public bool IsEndgame => picker.Unassigned == 0 && requests.All.Count > 0;

    public long NextNumber() => ++dealt;

    public void Deal(TransferTurn turn)
    {
        if (IsEndgame) table.Wake();
        while (requests.HasRoom && table.NextToWork() is { } source)
        {
            var piece = source.IsWhole ? picker.Pick(null, Claims?.Own) : picker.Pick(source.Pieces);
            if (piece < 0) piece = SecondCopy(source, turn.NowMs);
            if (piece < 0) source.IsExhausted = true;
            else Assign(source, piece, turn);
        }
    }

    private void Assign(TransferSource source, int piece, TransferTurn turn)
    {
        var request = new PieceRequest(source.Peer, piece, source.TakeConnection(), picker.Copies(piece) > 0, turn.NowMs);
        source.LastAssigned = NextNumber();
        picker.Assign(piece);
        requests.Add(request);
        turn.Fetch(request, source.Ticket);
    }

    /// <summary>Only when nothing else is left, and only where this source will likely be done before the one who has it.</summary>
    private int SecondCopy(TransferSource source, long nowMs)
    {
        if (picker.Unassigned > 0 || source.PieceMs == 0) return -1;
        var best = (Piece: -1, LeftMs: source.PieceMs);
        foreach (var request in requests.All)
        {
            if (request.Peer == source.Peer || picker.Copies(request.Piece) >= PiecePicker.CopiesMax || !source.Pieces![request.Piece]) continue;
            var leftMs = LeftMs(request, nowMs);
            if (leftMs > best.LeftMs) best = (request.Piece, leftMs);
        }
        return best.Piece;
    }

    /// <summary>A request that is overdue is thought to need as long again as it took.</summary>
    private long LeftMs(in PieceRequest request, long nowMs)
    {
        var tookMs = nowMs - request.StartedMs;
        var usualMs = table.Find(request.Peer)?.PieceMs ?? 0;
        return usualMs > tookMs ? usualMs - tookMs : tookMs;
    }
}
