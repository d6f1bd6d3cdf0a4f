namespace WebP2P.Simulation;

/// <summary>What is still to happen, by time and, at the same time, in the order it was added. Outdated events are never given.</summary>
internal abstract class EventQueue(EventLiveness isAlive)
{
    /// <summary>What <see cref="NextMs"/> gives when nothing is left.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Events that wait, outdated ones among them.</summary>
    public abstract long Count { get; }

    /// <summary>Its time is not before that of the last event taken.</summary>
    public abstract void Add(in SimulatedEvent added);

    /// <summary>Time of the next event that is still to happen.</summary>
    public abstract long NextMs();

    /// <summary>Takes the next event if it is not later than this.</summary>
    public abstract bool TryTake(long untilMs, out SimulatedEvent taken);

    protected bool IsAlive(in SimulatedEvent waiting) => waiting.IsCertain || isAlive(waiting);
}
