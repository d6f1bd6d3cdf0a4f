using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Which piece next: rarest first among what is known of the sources; equals in order from a drawn start, so that two who copy
/// the same content from one source soon have different pieces to give to each other. In sequence, on request: the first that is missing.
/// </summary>
public sealed class PiecePicker
{
    /// <summary>A piece is asked for at most this often at the same time.</summary>
    public const int CopiesMax = 2;

    /// <summary>Pieces that more sources than this have are equally common.</summary>
    private const int HoldersMax = 63;

    private readonly byte[] copies;
    private readonly ushort[] holders;
    private readonly Bitfield verified;
    private readonly int start;

    /// <summary>Pieces that are neither here nor on their way, by how many partial sources have them.</summary>
    private readonly PieceSet?[] wanted = new PieceSet?[HoldersMax + 1];

    /// <param name="verified">What is here already; the picker keeps it up to date.</param>
    /// <param name="start">First piece among equals.</param>
    public PiecePicker(Bitfield verified, int start)
    {
        this.verified = verified;
        this.start = start;
        copies = new byte[verified.Count];
        holders = new ushort[verified.Count];
        for (var piece = 0; piece < copies.Length; piece++)
        {
            if (!verified[piece]) WantedOf(piece).Add(piece);
        }
        Unassigned = verified.Count - verified.Cardinality;
    }

    /// <summary>Pieces that are neither here nor on their way.</summary>
    public int Unassigned { get; private set; }

    /// <summary>Neither rarity nor the start count: the first that is missing is picked. May change at any time.</summary>
    public bool IsSequential { get; set; }

    /// <summary>The rarest piece that is neither here nor on its way and that the source has; -1 when there is none.</summary>
    /// <param name="have">Null: all of them.</param>
    /// <param name="first">Of equally rare ones these come first, where the source has all; null: no matter.</param>
    /// <param name="from">Where to begin among equals; null: where all picks begin. Two who follow each other piece by piece would ask one source for everything twice.</param>
    public int Pick(Bitfield? have, Bitfield? first = null, int? from = null)
    {
        if (Unassigned == 0) return -1;
        if (IsSequential) return FirstOf(have);
        foreach (var set in wanted)
        {
            if (set is null || set.Count == 0) continue;
            var piece = have is null && first is not null ? NextOf(set, first, from) : -1;
            if (piece < 0) piece = NextOf(set, have, from);
            if (piece >= 0) return piece;
        }
        return -1;
    }

    /// <summary>How many pieces from this one on, it included, can be asked for in one request: wanted, with the source, and, where that counts, as rare.</summary>
    public int RunFrom(int piece, Bitfield? have, int max)
    {
        var set = WantedOf(piece);
        var count = 1;
        while (count < max && piece + count < copies.Length && IsNext(piece + count) && (have is null || have[piece + count])) count++;
        return count;

        bool IsNext(int next) => IsSequential ? IsWanted(next) : set.Contains(next);
    }

    /// <summary>Copies of the piece that are on their way.</summary>
    public int Copies(int piece) => copies[piece];

    /// <summary>No source that has only a part has it.</summary>
    public bool IsWithNobody(int piece) => holders[piece] == 0;

    public bool IsHere(int piece) => verified[piece];

    public void Assign(int piece)
    {
        if (copies[piece]++ > 0) return;
        Unassigned--;
        WantedOf(piece).Remove(piece);
    }

    /// <summary>A copy will not come, or was wrong.</summary>
    public void Return(int piece)
    {
        if (--copies[piece] > 0 || verified[piece]) return;
        Unassigned++;
        WantedOf(piece).Add(piece);
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

    public void Count(int piece, int change)
    {
        var isWanted = IsWanted(piece);
        if (isWanted) WantedOf(piece).Remove(piece);
        holders[piece] = (ushort)Math.Clamp(holders[piece] + change, 0, ushort.MaxValue);
        if (isWanted) WantedOf(piece).Add(piece);
    }

    private bool IsWanted(int piece) => copies[piece] == 0 && !verified[piece];

    private int NextOf(PieceSet set, Bitfield? among, int? from) => set.Next(from ?? start, among) is >= 0 and var piece ? piece : set.Next(0, among);

    private int FirstOf(Bitfield? have)
    {
        var first = -1;
        foreach (var set in wanted)
        {
            if (set?.Next(0, have) is >= 0 and var piece && (first < 0 || piece < first)) first = piece;
        }
        return first;
    }

    private PieceSet WantedOf(int piece) => wanted[Math.Min((int)holders[piece], HoldersMax)] ??= new PieceSet(copies.Length);
}
