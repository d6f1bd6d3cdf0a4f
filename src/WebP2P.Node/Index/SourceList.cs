using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The sources of one content: a node that has a whole file of it is a whole source; whole ones first, then by id.</summary>
internal sealed class SourceList(NodeNumbers nodes) : IFileVisitor
{
    private readonly Dictionary<int, bool> complete = [];

    public int Count => complete.Count;

    public long ModifiedUnixMs { get; private set; }

    public void Begin()
    {
        complete.Clear();
        ModifiedUnixMs = 0;
    }

    public void See(SourceEntry file)
    {
        ref var isComplete = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(complete, file.Node, out _);
        isComplete |= file.Complete;
        ModifiedUnixMs = Math.Max(ModifiedUnixMs, file.ModifiedUnixMs);
    }

    public IReadOnlyList<HitSource> First(int sourcesMax) =>
        [.. complete.Select(source => new HitSource(nodes[source.Key], source.Value)).OrderByDescending(source => source.Complete).ThenBy(source => source.Node).Take(sourcesMax)];
}
