namespace WebP2P.Simulation.Transfers;

/// <summary>What is still to happen in a run of transfers, by time and, at the same time, in the order it was added.</summary>
internal sealed class FlowEvents
{
    private readonly record struct Entry(Func<bool>? IsAlive, Action Run);

    private readonly PriorityQueue<Entry, (long TimeMs, long Sequence)> queue = new();
    private long sequence;

    /// <param name="isAlive">False when it is not to happen any more; null for what always happens.</param>
    public void Add(long timeMs, Action run, Func<bool>? isAlive = null) => queue.Enqueue(new Entry(isAlive, run), (timeMs, sequence++));

    /// <summary>Time of the next event that is still to happen.</summary>
    public long? NextMs
    {
        get
        {
            while (queue.TryPeek(out var entry, out var at))
            {
                if (entry.IsAlive?.Invoke() ?? true) return at.TimeMs;
                queue.Dequeue();
            }
            return null;
        }
    }

    /// <summary>Call only after <see cref="NextMs"/> gave a time.</summary>
    public Action Take() => queue.Dequeue().Run;
}
