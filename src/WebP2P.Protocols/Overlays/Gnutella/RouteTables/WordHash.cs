using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The hash of a word for routing tables (query routing protocol of Gnutella 0.6): its bytes folded to 32 bits, times a constant; the upper bits are the slot.</summary>
internal static class WordHash
{
    private const uint Multiplier = 0x4F1BBCDC;

    private const int HashBits = 32;

    /// <summary>The hash of a word, whatever the size of the table. Letters of ASCII are lowered.</summary>
    public static uint Of(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[4];
        var (folded, place) = (0u, 0);
        foreach (var rune in word.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(bytes);
            for (var at = 0; at < count; at++, place = (place + 1) % 4) folded ^= (uint)Lowered(bytes[at]) << (8 * place);
        }
        return unchecked(folded * Multiplier);
    }

    /// <summary>The slot of a hash in a table of 2^<paramref name="bits"/> slots.</summary>
    public static int Slot(uint hash, int bits) => (int)(hash >> (HashBits - bits));

    /// <summary>The hashes that all have to be in the table of a holder: of the whole words, and of the content hash. Beginnings of words cannot be checked and are not among them.</summary>
    public static IReadOnlyList<uint> OfQuery(Query query)
    {
        var plan = query.Plan(OverlayKind.Gnutella);
        var hashes = new List<uint>(plan.RoutingWords.Count + 1);
        foreach (var word in plan.RoutingWords) hashes.Add(Of(word));
        if (plan.RoutingHash is { } content) hashes.Add(Of(content.ToString()));
        return hashes;
    }

    private static byte Lowered(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
