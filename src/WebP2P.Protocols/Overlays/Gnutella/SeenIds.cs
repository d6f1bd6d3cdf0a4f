using System.Numerics;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// The ids of both generations of a <see cref="SeenTable"/> in one array (open addressing), so that one look at one place tells whether an id is known.
/// The array is there from the beginning, as large as a quiet network needs.
/// </summary>
internal struct SeenIds()
{
    /// <summary>A neighbour's number is below it; so own ids have a sign, too.</summary>
    public const int Own = int.MaxValue;

    private const int LengthMin = 16;

    /// <summary>An array so many times larger than what is expected is given back.</summary>
    private const int SpareTimesMax = 8;

    private struct Entry
    {
        public ulong High;
        public ulong Low;

        /// <summary>Whom it came from, negative in every second generation; 0 marks an empty place.</summary>
        public int From;

        public uint Walked;
    }

    private Entry[] entries = new Entry[LengthMin];
    private ulong highKey;
    private ulong lowKey;

    /// <summary>Of the newer generation's entries, 1 or -1.</summary>
    private int sign = 1;

    public int NewerCount { get; private set; }

    public int OlderCount { get; private set; }

    public readonly int Count => NewerCount + OlderCount;

    /// <summary>Strangers choose the ids, so the places follow from a key that they do not know.</summary>
    public void Start(ulong high, ulong low) => (highKey, lowKey) = (high, low);

    /// <summary>Has the beginning of the array brought to the cache.</summary>
    public readonly void Fetch() => CacheLines.Fetch(entries, 0, sizeof(long) * 2);

    /// <summary>Has the first place where the id may be brought to the cache.</summary>
    public readonly void Fetch(MessageId id) => CacheLines.FetchAt(in entries[FirstPlace((ulong)(id.Value >> 64), (ulong)id.Value)]);

    public readonly bool TryFind(MessageId id, out int from)
    {
        from = Math.Abs(entries[Place(id)].From);
        return from != 0;
    }

    /// <summary>The id is here.</summary>
    public readonly ref uint WalkedOf(MessageId id) => ref entries[Place(id)].Walked;

    /// <summary>The id is not here yet; it belongs to the newer generation.</summary>
    public void Add(MessageId id, int from)
    {
        // In the smallest array no place is far from another.
        if (Count >= (entries.Length == LengthMin ? LengthMin - 1 : entries.Length / 4 * 3)) Resize(entries.Length * 2);
        entries[Place(id)] = new Entry { High = (ulong)(id.Value >> 64), Low = (ulong)id.Value, From = from * sign };
        NewerCount++;
    }

    /// <summary>Forgets the older generation; the newer one takes its place. As many ids as now are expected of the next.</summary>
    public void TurnOver()
    {
        if (OlderCount > 0) RemoveOlder();
        (OlderCount, NewerCount, sign) = (NewerCount, 0, -sign);
        var fitting = Math.Max(LengthMin, (int)BitOperations.RoundUpToPowerOf2((uint)OlderCount * 3));
        if (entries.Length > SpareTimesMax * fitting) Resize(fitting);
    }

    private readonly void RemoveOlder()
    {
        if (NewerCount == 0)
        {
            Array.Clear(entries);
            return;
        }
        // Others may move into a place that became free, older ones among them.
        for (var place = 0; place < entries.Length; place++)
        {
            while (entries[place].From * (long)sign < 0) RemoveAt(place);
        }
    }

    /// <summary>Those behind it move up, so that nobody is looked for in vain past an empty place (Knuth 6.4, algorithm R).</summary>
    private readonly void RemoveAt(int free)
    {
        var mask = entries.Length - 1;
        for (var place = (free + 1) & mask; entries[place].From != 0; place = (place + 1) & mask)
        {
            var away = (place - FirstPlace(entries[place].High, entries[place].Low)) & mask;
            if (away < ((place - free) & mask)) continue;
            entries[free] = entries[place];
            free = place;
        }
        entries[free] = default;
    }

    private void Resize(int length)
    {
        var old = entries;
        entries = new Entry[length];
        foreach (ref var entry in old.AsSpan())
        {
            if (entry.From != 0) entries[Place(entry.High, entry.Low)] = entry;
        }
    }

    private readonly int Place(MessageId id) => Place((ulong)(id.Value >> 64), (ulong)id.Value);

    /// <summary>Where the id is, or the empty place where it would be.</summary>
    private readonly int Place(ulong high, ulong low)
    {
        var place = FirstPlace(high, low);
        while (entries[place].From != 0 && (entries[place].Low != low || entries[place].High != high)) place = (place + 1) & (entries.Length - 1);
        return place;
    }

    private readonly int FirstPlace(ulong high, ulong low)
    {
        var product = Math.BigMul(high ^ highKey, low ^ lowKey, out var lower);
        return (int)(product ^ lower) & (entries.Length - 1);
    }
}
