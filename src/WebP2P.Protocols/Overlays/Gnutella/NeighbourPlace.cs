namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A place of a <see cref="NeighbourTable"/>.</summary>
internal struct NeighbourPlace
{
    /// <summary>First bits of the neighbour's id, so that it is found without looking at the others.</summary>
    public ulong Key;

    /// <summary>Null in an empty place.</summary>
    public Neighbour? Neighbour;
}

/// <summary>Goes over the neighbours; while it does none may be added.</summary>
internal ref struct NeighbourPlaces(ReadOnlySpan<NeighbourPlace> places)
{
    private readonly ReadOnlySpan<NeighbourPlace> places = places;
    private int at = -1;

    public readonly Neighbour Current => places[at].Neighbour!;

    public readonly NeighbourPlaces GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++at < places.Length)
        {
            if (places[at].Neighbour is not null) return true;
        }
        return false;
    }
}
