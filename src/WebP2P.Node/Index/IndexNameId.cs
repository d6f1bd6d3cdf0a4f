using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// The number of a name's row: its length step above, a number of its own below. Rows that match a word come in this order, so that short
/// names, which rank higher, are looked at first.
/// </summary>
internal static class IndexNameId
{
    private const int NumberBits = 32;

    public static long Of(string name, int number) => (long)Ranking.LengthStep(name) << NumberBits | (uint)number;

    public static int NumberOf(long nameId) => (int)(uint)nameId;

    public static int LengthStepOf(long nameId) => (int)(nameId >> NumberBits);
}
