namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How often earlier searches of this node found what, by the words that route them. The oldest is forgotten first.</summary>
internal sealed class PopularityMemory
{
    /// <summary>Sets of words that are kept.</summary>
    public const int KeptMax = 256;

    private const long PerMillion = 1_000_000;

    private readonly Dictionary<string, (int Hits, long Reached)> known = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>A search for these words came to so many nodes and so many of them had something.</summary>
    public void Learn(string words, int hits, long reached)
    {
        if (reached <= 0) return;
        if (!known.ContainsKey(words)) order.Enqueue(words);
        known[words] = (hits, reached);
        if (known.Count > KeptMax) known.Remove(order.Dequeue());
    }

    /// <summary>Of a million nodes, how many had it; null when it was never asked for.</summary>
    public int? PerMillionOf(string words) => known.TryGetValue(words, out var found) ? (int)Math.Min(PerMillion, found.Hits * PerMillion / found.Reached) : null;
}
