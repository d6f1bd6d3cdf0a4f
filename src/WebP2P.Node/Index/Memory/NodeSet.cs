namespace WebP2P.Node.Index.Memory;

/// <summary>Numbers of nodes, one of which may be left out.</summary>
/// <param name="bits">One for each number.</param>
/// <param name="except">0 when none is left out: no node has this number.</param>
/// <param name="countMax">At most so many are in it.</param>
internal readonly struct NodeSet(ulong[] bits, int except, int countMax)
{
    public int CountMax => countMax;

    public bool Contains(int node) => node != except && (uint)(node >> 6) < (uint)bits.Length && (bits[node >> 6] >> (node & 63) & 1) != 0;
}
