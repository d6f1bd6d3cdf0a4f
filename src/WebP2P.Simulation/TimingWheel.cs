namespace WebP2P.Simulation;

/// <summary>
/// A wheel of one bucket for each ms of the block of 4,096 ms that runs now, a ring of one bucket for each of the next 4,095 blocks,
/// and a heap for what comes after these 4.6 hours. A block is spread over the wheel before anything can be added to it directly,
/// so what has the same time stays in the order it was added: exactly that of a heap.
/// </summary>
internal sealed class TimingWheel(EventLiveness isAlive, EventsAhead? showAhead = null) : EventQueue(isAlive)
{
    private const int BlockBits = 12;
    private const int SlotMask = SlotBits.Slots - 1;

    private readonly EventFifo[] slots = new EventFifo[SlotBits.Slots];
    private readonly EventFifo[] ring = new EventFifo[SlotBits.Slots];
    private readonly SlotBits filledSlots = new();
    private readonly SlotBits filledRing = new();
    private readonly EventHeap far = new(isAlive);
    private readonly EventChunks chunks = new();
    private readonly AheadOfTime? ahead = showAhead is null ? null : new AheadOfTime(showAhead);
    private long near;

    /// <summary>The block that is spread over the wheel.</summary>
    private long block;

    public override long Count => near + far.Count;

    public override void Add(in SimulatedEvent added)
    {
        var distance = (added.TimeMs >> BlockBits) - block;
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        if (distance >= SlotBits.Slots)
        {
            far.Add(added);
            return;
        }
        near++;
        if (distance == 0)
        {
            var slot = (int)(added.TimeMs & SlotMask);
            if (slots[slot].IsEmpty) filledSlots.Set(slot);
            slots[slot].Add(added, chunks);
            return;
        }
        var place = (int)((added.TimeMs >> BlockBits) & SlotMask);
        if (ring[place].IsEmpty) filledRing.Set(place);
        ring[place].Add(added, chunks);
    }

    public override bool TryTake(long untilMs, out SimulatedEvent taken)
    {
        do
        {
            for (var slot = filledSlots.First(); slot >= 0; slot = filledSlots.First())
            {
                var chunk = slots[slot].Head!;
                taken = chunk.Events[chunk.Start];
                if (taken.TimeMs > untilMs) return false;
                if (chunk.Start % AheadOfTime.Group == 0) ahead?.Show(chunk);
                DropFirst(slot);
                if (IsAlive(taken)) return true;
            }
        }
        while (Advance(untilMs));
        taken = default;
        return false;
    }

    public override long NextMs()
    {
        for (var slot = filledSlots.First(); slot >= 0; slot = filledSlots.First())
        {
            var chunk = slots[slot].Head!;
            ref var next = ref chunk.Events[chunk.Start];
            if (IsAlive(next)) return next.TimeMs;
            DropFirst(slot);
        }
        for (var place = NextPlace(); place >= 0; place = NextPlace())
        {
            var firstMs = FirstAliveMs(place, Never);
            if (firstMs != Never) return firstMs;
            Clear(place);
        }
        return far.NextMs();
    }

    private void DropFirst(int slot)
    {
        near--;
        slots[slot].Drop(chunks);
        if (slots[slot].IsEmpty) filledSlots.Clear(slot);
    }

    private int NextPlace()
    {
        var place = filledRing.FirstFrom((int)(block & SlotMask) + 1);
        return place >= 0 ? place : filledRing.First();
    }

    private long BlockAt(int place) => block + ((place - block) & SlotMask);

    /// <summary>Time of the first event of a block that is still to happen; any that is within a time ends the search.</summary>
    private long FirstAliveMs(int place, long enoughMs)
    {
        var firstMs = Never;
        for (var chunk = ring[place].Head; chunk is not null; chunk = chunk.Next)
        {
            for (var index = chunk.Start; index < chunk.End; index++)
            {
                ref var waiting = ref chunk.Events[index];
                if (waiting.TimeMs >= firstMs || !IsAlive(waiting)) continue;
                firstMs = waiting.TimeMs;
                if (enoughMs != Never && firstMs <= enoughMs) return firstMs;
            }
        }
        return firstMs;
    }

    private void Clear(int place)
    {
        for (var chunk = ring[place].Head; chunk is not null; chunk = chunk.Next) near -= chunk.End - chunk.Start;
        ring[place].Clear(chunks);
        filledRing.Clear(place);
    }

    /// <summary>Spreads the next block that has an event within this time; false when there is none.</summary>
    private bool Advance(long untilMs)
    {
        for (var place = NextPlace(); place >= 0; place = NextPlace())
        {
            if (BlockAt(place) << BlockBits > untilMs) return false;
            var firstMs = FirstAliveMs(place, Math.Min(untilMs, Never - 1));
            if (firstMs == Never)
            {
                Clear(place);
                continue;
            }
            if (firstMs > untilMs) return false;
            Spread(place);
            return true;
        }
        var farMs = far.NextMs();
        if (farMs > untilMs || farMs == Never) return false;
        block = farMs >> BlockBits;
        Fetch();
        return true;
    }

    private void Spread(int place)
    {
        block = BlockAt(place);
        filledRing.Clear(place);
        var bucket = ring[place];
        ring[place] = default;
        while (!bucket.IsEmpty)
        {
            var moved = bucket.Head.Events[bucket.Head.Start];
            bucket.Drop(chunks);
            near--;
            Add(moved);
        }
        Fetch();
    }

    /// <summary>Takes from the heap what lies within the ring now.</summary>
    private void Fetch()
    {
        var endMs = (block + SlotBits.Slots) << BlockBits;
        while (far.TryTake(endMs - 1, out var moved)) Add(moved);
    }
}
