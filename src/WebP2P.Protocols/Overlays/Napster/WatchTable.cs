using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Who waits for sources of which contents.</summary>
internal sealed class WatchTable(int perPeerMax, int allMax)
{
    private readonly Dictionary<ContentId, HashSet<NodeId>> watchers = [];
    private readonly Dictionary<NodeId, HashSet<ContentId>> watched = [];
    private int all;

    /// <summary>Contents that somebody watches.</summary>
    public int Count => watchers.Count;

    public IEnumerable<ContentId> Contents => watchers.Keys;

    /// <summary>False when the peer watches as much as it may, or all together do; contents that it watches already count once.</summary>
    public bool TryAdd(NodeId peer, ContentId content)
    {
        var own = watched.GetValueOrDefault(peer);
        if (own?.Contains(content) == true) return true;
        if (all >= allMax || own?.Count >= perPeerMax) return false;
        if (own is null) watched.Add(peer, own = []);
        own.Add(content);
        all++;
        if (!watchers.TryGetValue(content, out var peers)) watchers.Add(content, peers = []);
        peers.Add(peer);
        return true;
    }

    public void Remove(NodeId peer, ContentId content)
    {
        if (!watched.TryGetValue(peer, out var own) || !own.Remove(content)) return;
        all--;
        if (own.Count == 0) watched.Remove(peer);
        var peers = watchers[content];
        peers.Remove(peer);
        if (peers.Count == 0) watchers.Remove(content);
    }

    public void RemoveAll(NodeId peer)
    {
        if (!watched.TryGetValue(peer, out var own)) return;
        foreach (var content in own.ToList()) Remove(peer, content);
    }

    public IReadOnlyCollection<NodeId> WatchersOf(ContentId content) =>
        watchers.TryGetValue(content, out var peers) ? peers : [];
}
