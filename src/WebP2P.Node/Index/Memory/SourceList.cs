using System.Runtime.InteropServices;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index.Memory;

/// <summary>The sources of one content: a node that has a whole file of it is a whole source; whole ones first, then by id.</summary>
internal sealed class SourceList(NodeNumbers nodes)
{
    private readonly Dictionary<int, bool> complete = [];

    public int Count => complete.Count;

    public long ModifiedUnixMs { get; private set; }

    public void Begin()
    {
        complete.Clear();
        ModifiedUnixMs = 0;
    }

    public void Add(SourceEntry file)
    {
        ref var isComplete = ref CollectionsMarshal.GetValueRefOrAddDefault(complete, file.Node, out _);
        isComplete |= file.Complete;
        ModifiedUnixMs = Math.Max(ModifiedUnixMs, file.ModifiedUnixMs);
    }

    public IReadOnlyList<HitSource> First(int sourcesMax)
    {
        var all = new HitSource[complete.Count];
        var at = 0;
        foreach (var (node, isComplete) in complete) all[at++] = new HitSource(nodes[node], isComplete);
        if (all.Length > 1) Array.Sort(all, (left, right) => left.Complete != right.Complete ? right.Complete.CompareTo(left.Complete) : left.Node.CompareTo(right.Node));
        return all.Length > sourcesMax ? all[..sourcesMax] : all;
    }
}
