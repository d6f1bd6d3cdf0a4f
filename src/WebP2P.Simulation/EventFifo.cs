using System.Diagnostics.CodeAnalysis;

namespace WebP2P.Simulation;

/// <summary>A piece of a bucket: events one behind the other in memory.</summary>
internal sealed class EventChunk
{
    /// <summary>Events in one piece.</summary>
    public const int EventsMax = 64;

    public readonly SimulatedEvent[] Events = new SimulatedEvent[EventsMax];
    public int Start;
    public int End;
    public EventChunk? Next;
}

/// <summary>Pieces that are not in use.</summary>
internal sealed class EventChunks
{
    private EventChunk? free;

    public EventChunk Take()
    {
        if (free is not { } chunk) return new EventChunk();
        free = chunk.Next;
        (chunk.Start, chunk.End, chunk.Next) = (0, 0, null);
        return chunk;
    }

    public void Give(EventChunk chunk)
    {
        chunk.Next = free;
        free = chunk;
    }
}

/// <summary>A bucket: events in the order they were added.</summary>
internal struct EventFifo
{
    public EventChunk? Head;
    private EventChunk? tail;

    [MemberNotNullWhen(false, nameof(Head))]
    public readonly bool IsEmpty => Head is null;

    public void Add(in SimulatedEvent added, EventChunks chunks)
    {
        var chunk = tail;
        if (chunk is null || chunk.End == EventChunk.EventsMax)
        {
            var grown = chunks.Take();
            if (chunk is null) Head = grown;
            else chunk.Next = grown;
            tail = chunk = grown;
        }
        chunk.Events[chunk.End++] = added;
    }

    /// <summary>Forgets the first event.</summary>
    public void Drop(EventChunks chunks)
    {
        var chunk = Head!;
        chunk.Events[chunk.Start++].Payload = null;
        if (chunk.Start < chunk.End) return;
        Head = chunk.Next;
        if (Head is null) tail = null;
        chunks.Give(chunk);
    }

    public void Clear(EventChunks chunks)
    {
        while (!IsEmpty) Drop(chunks);
    }
}
