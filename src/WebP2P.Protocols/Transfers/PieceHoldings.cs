using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>What each source of one download says it has, and how rare that makes every piece.</summary>
internal sealed class PieceHoldings(ContentId content, PieceMap map, PiecePicker picker)
{
    /// <summary>Those who copy the same content divide it; null: no matter.</summary>
    public PieceClaims? Claims { get; set; }

    /// <summary>False when it is the bitfield of another content.</summary>
    public bool TryLearn(TransferSource source, Have have)
    {
        if (have.Content != content || !Bitfield.TryParse(have.Bitfield.Span, map.Count, out var pieces)) return false;
        Uncount(source);
        source.Pieces = pieces;
        source.IsExhausted = false;
        if (pieces.IsFull) return true;
        picker.Count(pieces, 1);
        Claims?.Join(source.Peer);
        return true;
    }

    public void Learn(TransferSource source, HaveMore more)
    {
        if (more.Content != content || source.Pieces is not { IsFull: false } pieces) return;
        foreach (var run in more.Runs)
        {
            if (run.First < 0 || run.Count < 1 || run.Count > map.Count - run.First) continue;
            for (var piece = run.First; piece < run.First + run.Count; piece++)
            {
                if (pieces.Set(piece)) picker.Count(piece, 1);
            }
        }
        source.IsExhausted = false;
        if (!pieces.IsFull) return;
        picker.Count(pieces, -1);
        Claims?.Leave(source.Peer);
    }

    /// <summary>It is not there any more.</summary>
    public void Forget(TransferSource source)
    {
        Uncount(source);
        source.Pieces = null;
    }

    private void Uncount(TransferSource source)
    {
        if (source.Pieces is not { IsFull: false } pieces) return;
        picker.Count(pieces, -1);
        Claims?.Leave(source.Peer);
    }
}
