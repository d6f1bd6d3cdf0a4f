namespace WebP2P.Node.Index.Memory;

/// <summary>Many short lists in one array: a list is the number of its first link, 0 when it is empty. Removed links are used again.</summary>
internal sealed class Chains<T>
    where T : struct, IEquatable<T>
{
    private struct Link
    {
        public T Value;
        public int Next;
    }

    private readonly Pages<Link> links = new();
    private int used;
    private int free;

    public void Add(ref int list, T value)
    {
        var number = free;
        if (number == 0) number = ++used;
        else free = links[number].Next;
        links[number] = new Link { Value = value, Next = list };
        list = number;
    }

    /// <returns>False when the value was not there.</returns>
    public bool Remove(ref int list, T value)
    {
        ref var place = ref list;
        while (place != 0)
        {
            var number = place;
            ref var link = ref links[number];
            if (link.Value.Equals(value))
            {
                place = link.Next;
                link = new Link { Next = free };
                free = number;
                return true;
            }
            place = ref link.Next;
        }
        return false;
    }

    /// <summary>Moves to the next value of a list: begin with the list itself, end when this is false.</summary>
    public bool TryNext(ref int at, out T value)
    {
        if (at == 0)
        {
            value = default;
            return false;
        }
        ref var link = ref links[at];
        (value, at) = (link.Value, link.Next);
        return true;
    }
}
