using System.Runtime.CompilerServices;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>One generation of a <see cref="SeenTable"/>: open addressing in one array, which is null while nothing came.</summary>
internal sealed class SeenGeneration
{
    private const int FirstLength = 4;

    private struct Entry
    {
        public ulong High;
        public ulong Low;

        /// <summary>0 marks an empty place.</summary>
        public int From;

        public uint Walked;
    }

    private Entry[]? entries;
    private ulong highKey;
    private ulong lowKey;

    public int Count { get; private set; }

    /// <summary>Strangers choose the ids, so the places follow from a key that they do not know.</summary>
    public void Start(ulong high, ulong low) => (highKey, lowKey) = (high, low);

    /// <summary>Reads the place where the id is or would be.</summary>
    public long Touch(MessageId id) => entries is null ? 0 : entries[Place(id)].From;

    public bool TryFind(MessageId id, out int from)
    {
        from = Count == 0 ? 0 : entries![Place(id)].From;
        return from != 0;
    }

    /// <summary>A null reference when the id is not here.</summary>
    public ref uint WalkedOf(MessageId id)
    {
        if (!TryFind(id, out _)) return ref Unsafe.NullRef<uint>();
        return ref entries![Place(id)].Walked;
    }

    /// <summary>The id is not here yet.</summary>
    public void Add(MessageId id, int from)
    {
        if (entries is null) entries = new Entry[FirstLength];
        else if ((Count + 1) * 4 > entries.Length * 3) Grow();
        entries![Place(id)] = new Entry { High = (ulong)(id.Value >> 64), Low = (ulong)id.Value, From = from };
        Count++;
    }

    /// <summary>Forgets everything; the array stays when about so many are expected.</summary>
    public void Clear(int expected)
    {
        if (entries is not null && entries.Length > 8 * Math.Max(expected, FirstLength)) entries = null;
        else if (entries is not null && Count > 0) Array.Clear(entries);
        Count = 0;
    }

    private void Grow()
    {
        var old = entries!;
        entries = new Entry[old.Length * 2];
        foreach (ref var entry in old.AsSpan())
        {
            if (entry.From != 0) entries[Place(entry.High, entry.Low)] = entry;
        }
    }

    private int Place(MessageId id) => Place((ulong)(id.Value >> 64), (ulong)id.Value);

    /// <summary>Where the id is, or the empty place where it would be.</summary>
    private int Place(ulong high, ulong low)
    {
        var mask = entries!.Length - 1;
        var product = Math.BigMul(high ^ highKey, low ^ lowKey, out var lower);
        var place = (int)(product ^ lower) & mask;
        while (entries[place].From != 0 && (entries[place].Low != low || entries[place].High != high)) place = (place + 1) & mask;
        return place;
    }
}
