namespace WebP2P.Node.Index.Memory;

/// <summary>Numbers of nodes, one of which may be left out.</summary>
internal readonly struct NodeSet(ulong[] bits, int except)
{
    public bool Contains(int node) => node != except && (uint)(node >> 6) < (uint)bits.Length && (bits[node >> 6] >> (node & 63) & 1) != 0;
}
