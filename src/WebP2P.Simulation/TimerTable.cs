using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>The newest wake of each timer of a machine: a small array, and a dictionary for machines with many timers.</summary>
internal struct TimerTable
{
    private const int FewMax = 12;

    private Entry[]? few;
    private int count;
    private Dictionary<TimerKey, uint>? many;

    private struct Entry
    {
        public ulong High, Low;
        public int Kind;
        public uint Wake;
    }

    public void Set(TimerKey timer, uint wake)
    {
        if (many is not null)
        {
            many[timer] = wake;
            return;
        }
        var index = IndexOf(timer);
        if (index >= 0)
        {
            few![index].Wake = wake;
            return;
        }
        if (count == FewMax)
        {
            Spill();
            many![timer] = wake;
            return;
        }
        if (few is null) few = new Entry[2];
        else if (count == few.Length) Array.Resize(ref few, Math.Min(FewMax, 2 * count));
        few[count++] = new Entry { High = (ulong)(timer.Subject >> 64), Low = (ulong)timer.Subject, Kind = timer.Kind, Wake = wake };
    }

    public void Remove(TimerKey timer)
    {
        if (many is not null)
        {
            many.Remove(timer);
            return;
        }
        var index = IndexOf(timer);
        if (index >= 0) few![index] = few[--count];
    }

    /// <summary>Whether this wake is the newest of its timer.</summary>
    public readonly bool IsNewest(TimerKey timer, uint wake)
    {
        if (many is not null) return many.TryGetValue(timer, out var newest) && newest == wake;
        var index = IndexOf(timer);
        return index >= 0 && few![index].Wake == wake;
    }

    private readonly int IndexOf(TimerKey timer)
    {
        var (high, low) = ((ulong)(timer.Subject >> 64), (ulong)timer.Subject);
        for (var index = 0; index < count; index++)
        {
            ref var entry = ref few![index];
            if (entry.Kind == timer.Kind && entry.Low == low && entry.High == high) return index;
        }
        return -1;
    }

    private void Spill()
    {
        many = [];
        foreach (var entry in few.AsSpan(0, count)) many.Add(new TimerKey(entry.Kind, new UInt128(entry.High, entry.Low)), entry.Wake);
        few = null;
    }
}
