using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// The neighbours. A number is the neighbour's place and how many came before it, so that what was noted for one that has gone is not taken
/// for its follower's.
/// </summary>
internal sealed class NeighbourTable
{
    public const int SlotMask = (1 << SlotBits) - 1;

    private const int SlotBits = 14;
    private const int GenerationMax = (1 << (31 - SlotBits)) - 1;

    private ulong[] keys = [];
    private Neighbour?[] slots = [];
    private int end;
    private int generation;

    public int Count { get; private set; }

    /// <summary>The places; empty ones are null.</summary>
    public ReadOnlySpan<Neighbour?> Slots => slots.AsSpan(0, end);

    public bool IsFull => Count > SlotMask;

    /// <summary>Reads the places.</summary>
    public long Touch() => end == 0 ? 0 : (long)keys[0] + (long)keys[end - 1] + (slots[0] is null ? 0 : 1) + (slots[end - 1] is null ? 0 : 1);

    /// <summary>Reads one neighbour.</summary>
    public long Touch(NodeId node)
    {
        var slot = keys.AsSpan(0, end).IndexOf(node.Value.High);
        return slot < 0 ? 0 : slots[slot]?.Touch() ?? 0;
    }

    /// <summary>Reads all neighbours.</summary>
    public long TouchAll()
    {
        long sum = 0;
        foreach (var neighbour in Slots) sum += neighbour?.Touch() ?? 0;
        return sum;
    }

    public Neighbour? Find(NodeId node)
    {
        var key = node.Value.High;
        for (var slot = 0; slot < end; slot++)
        {
            if (keys[slot] == key && slots[slot] is { } found && found.Node == node) return found;
        }
        return null;
    }

    /// <summary>Null when that neighbour has gone.</summary>
    public Neighbour? ByNumber(int number)
    {
        var slot = number & SlotMask;
        return number > 0 && slot < end && slots[slot] is { } found && found.Number == number ? found : null;
    }

    public Neighbour Add(NodeId node, bool isDialled, long nowMs)
    {
        var slot = Array.IndexOf(slots, null, 0, end);
        if (slot < 0) slot = end++;
        if (slot == slots.Length)
        {
            var length = slot == 0 ? 4 : slot * 2;
            Array.Resize(ref keys, length);
            Array.Resize(ref slots, length);
        }
        generation = generation == GenerationMax ? 1 : generation + 1;
        var neighbour = new Neighbour(node, (generation << SlotBits) | slot, nowMs, isDialled);
        (keys[slot], slots[slot]) = (node.Value.High, neighbour);
        Count++;
        return neighbour;
    }

    public void Remove(Neighbour neighbour)
    {
        (keys[neighbour.Slot], slots[neighbour.Slot]) = (0, null);
        Count--;
        while (end > 0 && slots[end - 1] is null) end--;
    }
}
