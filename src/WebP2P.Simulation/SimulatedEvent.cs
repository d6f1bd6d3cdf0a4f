namespace WebP2P.Simulation;

/// <summary>What an event is; all but messages and calls may be outdated when their time comes.</summary>
internal enum EventKind : byte { Message, Call, Timer, Answer, LifeCall }

/// <summary>Something that is still to happen. A value in the queue's own arrays, so that messages and timers on their way cost no objects.</summary>
internal struct SimulatedEvent
{
    /// <summary>The message, the question, or the action to run.</summary>
    public object? Payload;

    /// <summary>A message's id, a timer's subject, or a ticket.</summary>
    public ulong High, Low;

    public long TimeMs;

    /// <summary>Of the link, of the wake, or of the node's life.</summary>
    public uint Serial;

    /// <summary>The sender, or the timer's kind.</summary>
    public int From;

    /// <summary>The node it happens to.</summary>
    public int To;

    /// <summary>Place of the link at its receiver, or of the machine in its node.</summary>
    public int Slot;

    public ushort Type;
    public EventKind Kind;
    public byte Ttl, Hops;

    /// <summary>Whether it happens whatever comes between.</summary>
    public readonly bool IsCertain => Kind <= EventKind.Call;
}

/// <summary>Whether an event is still to happen.</summary>
internal delegate bool EventLiveness(in SimulatedEvent waiting);

/// <summary>Is shown events shortly before they are taken, in stages from 0: a few of the same ms at a time, each in stage after stage.</summary>
internal delegate void EventsAhead(int stage, ReadOnlySpan<SimulatedEvent> ahead);
