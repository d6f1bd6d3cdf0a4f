using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Which piece next: rarest first among what is known of the sources; equals in order from a drawn start, so that two who copy
/// the same content from one source soon have different pieces to give to each other.
/// </summary>
public sealed class PiecePicker
{
    private readonly byte[] copies;
    private readonly ushort[] holders;
    private readonly Bitfield verified;
    private readonly int start;

    /// <param name="verified">What is here already; the picker keeps it up to date.</param>
    /// <param name="start">First piece among equals.</param>
    public PiecePicker(Bitfield verified, int start)
    {
        this.verified = verified;
        this.start = start;
        copies = new byte[verified.Count];
        holders = new ushort[verified.Count];
        Unassigned = verified.Count - verified.Cardinality;
    }

    /// <summary>A piece is asked for at most this often at the same time.</summary>
    public const int CopiesMax = 2;

    /// <summary>Pieces that are neither here nor on their way.</summary>
    public int Unassigned { get; private set; }

    /// <summary>The rarest piece that is neither here nor on its way and that the source has; -1 when there is none.</summary>
    /// <param name="have">Null: all of them.</param>
    /// <param name="first">Of equally rare ones these come first; null: no matter.</param>
    public int Pick(Bitfield? have, Bitfield? first = null)
    {
        if (Unassigned == 0) return -1;
        var best = -1;
        for (var step = 0; step < copies.Length; step++)
        {
            var piece = start + step < copies.Length ? start + step : start + step - copies.Length;
            if (copies[piece] != 0 || verified[piece] || (have is not null && !have[piece])) continue;
            if (best < 0 || holders[piece] < holders[best] || (holders[piece] == holders[best] && IsFirst(piece) && !IsFirst(best))) best = piece;
            if (holders[best] == 0 && (first is null || first[best])) return best;
        }
        return best;

        bool IsFirst(int piece) => first is not null && first[piece];
    }

    /// <summary>Copies of the piece that are on their way.</summary>
    public int Copies(int piece) => copies[piece];

    public void Assign(int piece)
    {
        if (copies[piece]++ == 0) Unassigned--;
    }

    /// <summary>A copy will not come, or was wrong.</summary>
    public void Return(int piece)
    {
        if (--copies[piece] == 0 && !verified[piece]) Unassigned++;
    }

    /// <summary>A copy came and is right.</summary>
    public void Verify(int piece)
    {
        verified.Set(piece);
        Return(piece);
    }

    /// <summary>A source that has some pieces came (<paramref name="change"/> 1) or went (-1). Whole sources make no piece rarer than another.</summary>
    public void Count(Bitfield have, int change)
    {
        for (var piece = 0; piece < holders.Length; piece++)
        {
            if (have[piece]) Count(piece, change);
        }
    }

    public void Count(int piece, int change) => holders[piece] = (ushort)Math.Clamp(holders[piece] + change, 0, ushort.MaxValue);
}
