using System.Runtime.CompilerServices;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// The neighbours of a node. A number is the neighbour's place and how many came before it, so that what was noted for one that has gone is not taken
/// for its follower's.
/// </summary>
internal sealed class NeighbourTable(NodeId self)
{
    /// <summary>Of an object without the own id.</summary>
    public const int Bytes = 32;

    public const int SlotMask = (1 << SlotBits) - 1;

    private const int SlotBits = 14;
    private const int LengthMin = 8;

    /// <summary>Of the first place in the array.</summary>
    private const int PlacesOffset = 16;

    /// <summary>No number is <see cref="SeenTable.Own"/>.</summary>
    private const int GenerationMax = (1 << (31 - SlotBits)) - 2;

    private NeighbourPlace[] places = new NeighbourPlace[LengthMin];
    private int end;
    private int generation;

    /// <summary>Whose neighbours they are; all parts of a machine take it from here.</summary>
    public NodeId Self => self;

    public int Count { get; private set; }

    /// <summary>In the order of their places.</summary>
    public NeighbourPlaces All => new(places.AsSpan(0, end));

    public bool IsFull => Count > SlotMask;

    /// <summary>Has the places brought to the cache.</summary>
    public void FetchPlaces() => CacheLines.Fetch(places, 0, PlacesOffset + end * Unsafe.SizeOf<NeighbourPlace>());

    /// <summary>Has one neighbour brought to the cache.</summary>
    public void Fetch(NodeId node)
    {
        foreach (ref readonly var place in places.AsSpan(0, end))
        {
            if (place.Key == node.Value.High) CacheLines.Fetch(place.Neighbour, 0, Neighbour.Bytes);
        }
    }

    /// <summary>Has all neighbours brought to the cache.</summary>
    public void FetchAll()
    {
        foreach (var neighbour in All) CacheLines.Fetch(neighbour, 0, Neighbour.Bytes);
    }

    public Neighbour? Find(NodeId node)
    {
        var key = node.Value.High;
        foreach (ref readonly var place in places.AsSpan(0, end))
        {
            if (place.Key == key && place.Neighbour is { } found && found.Node == node) return found;
        }
        return null;
    }

    /// <summary>Null when that neighbour has gone.</summary>
    public Neighbour? ByNumber(int number)
    {
        var slot = number & SlotMask;
        return number > 0 && slot < end && places[slot].Neighbour is { } found && found.Number == number ? found : null;
    }

    public Neighbour Add(NodeId node, bool isDialled, long nowMs)
    {
        var slot = 0;
        while (slot < end && places[slot].Neighbour is not null) slot++;
        if (slot == end) end++;
        if (slot == places.Length) Array.Resize(ref places, slot + slot / 2);
        generation = generation == GenerationMax ? 1 : generation + 1;
        var neighbour = new Neighbour(node, (generation << SlotBits) | slot, nowMs, isDialled);
        places[slot] = new NeighbourPlace { Key = node.Value.High, Neighbour = neighbour };
        Count++;
        return neighbour;
    }

    public void Remove(Neighbour neighbour)
    {
        places[neighbour.Slot] = default;
        Count--;
        while (end > 0 && places[end - 1].Neighbour is null) end--;
    }
}
