namespace WebP2P.Simulation;

/// <summary>The plain way to order events: what the timing wheel is compared with, and where it keeps what is far away.</summary>
internal sealed class EventHeap(EventLiveness isAlive) : EventQueue(isAlive)
{
    private readonly PriorityQueue<SimulatedEvent, (long TimeMs, long Sequence)> events = new();
    private long sequence;

    public override long Count => events.Count;

    public override void Add(in SimulatedEvent added) => events.Enqueue(added, (added.TimeMs, sequence++));

    public override long NextMs()
    {
        while (events.TryPeek(out var next, out var at))
        {
            if (IsAlive(next)) return at.TimeMs;
            events.Dequeue();
        }
        return Never;
    }

    public override bool TryTake(long untilMs, out SimulatedEvent taken)
    {
        taken = default;
        if (NextMs() > untilMs) return false;
        taken = events.Dequeue();
        return true;
    }
}
