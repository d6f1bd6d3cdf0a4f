using System.Collections.Concurrent;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>An overlay that knows what the test tells it, and counts what it is asked.</summary>
internal sealed class FakeFinder : ISourceFinder
{
    private Action<ContentId, IReadOnlyList<NodeId>> found = (_, _) => { };

    /// <summary>Whether it answers "nobody" at once; otherwise it says nothing.</summary>
    public bool SaysNobody { get; init; }

    public ConcurrentDictionary<ContentId, bool> Watched { get; } = new();

    /// <summary>Each query for contents.</summary>
    public ConcurrentQueue<IReadOnlyList<ContentId>> Asked { get; } = new();

    public ConcurrentQueue<NodeId> Located { get; } = new();

    /// <summary>What is done when contents are asked for.</summary>
    public Action<IReadOnlyList<ContentId>> Asking { get; set; } = _ => { };

    /// <summary>What is done when a node is looked up.</summary>
    public Action<NodeId> Locating { get; set; } = _ => { };

    public void Start(Action<ContentId, IReadOnlyList<NodeId>> sourcesFound) => found = sourcesFound;

    public void Push(ContentId content, params NodeId[] sources) => found(content, sources);

    public void Watch(IReadOnlyList<ContentId> contents)
    {
        foreach (var content in contents)
        {
            Watched[content] = true;
            if (SaysNobody) found(content, []);
        }
    }

    public void Unwatch(IReadOnlyList<ContentId> contents)
    {
        foreach (var content in contents) Watched.TryRemove(content, out _);
    }

    public void Ask(IReadOnlyList<ContentId> contents)
    {
        Asked.Enqueue(contents);
        Asking(contents);
    }

    public void Locate(IReadOnlyList<NodeId> peers)
    {
        foreach (var peer in peers)
        {
            Located.Enqueue(peer);
            Locating(peer);
        }
    }
}
