using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Overlays;

/// <summary>Timers of one machine by key: setting a key again replaces its time. Replaced entries stay in the heap until they come up.</summary>
internal sealed class TimerTable
{
    private readonly PriorityQueue<(TimerKey Key, long DueMs), long> heap = new();
    private readonly Dictionary<TimerKey, long> due = [];

    /// <summary>When the next timer may be due; null without timers.</summary>
    public long? NextDueMs => heap.TryPeek(out _, out var first) ? first : null;

    public int Count => due.Count;

    /// <summary>Sets or, with null, cancels.</summary>
    public void Set(TimerKey key, long? dueMs)
    {
        if (dueMs is not { } at)
        {
            due.Remove(key);
            return;
        }

        due[key] = at;
        heap.Enqueue((key, at), at);
    }

    public bool TryTakeDue(long nowMs, out TimerKey key)
    {
        key = default;
        while (heap.TryPeek(out var entry, out var at) && at <= nowMs)
        {
            heap.Dequeue();
            if (!due.TryGetValue(entry.Key, out var current) || current != entry.DueMs) continue;
            due.Remove(entry.Key);
            key = entry.Key;
            return true;
        }

        return false;
    }
}
