using System.Runtime.InteropServices;

namespace WebP2P.Node.Index.Memory;

/// <summary>One file of a node under one name: what an answer needs to know of it. Packed, because there is one for every file of the index.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SourceEntry
{
    private readonly int nodeAndComplete;

    public SourceEntry(int node, bool complete, long modifiedUnixMs)
    {
        nodeAndComplete = node << 1 | (complete ? 1 : 0);
        ModifiedUnixMs = modifiedUnixMs;
    }

    /// <summary>The node's number.</summary>
    public int Node => nodeAndComplete >> 1;

    public bool Complete => (nodeAndComplete & 1) != 0;

    public long ModifiedUnixMs { get; }
}
