using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>Whom the owner refuses: peers that get no uploads at all, and for a while those whose upload was ended.</summary>
public sealed class UploadRefusals
{
    /// <summary>Peers that get no uploads.</summary>
    public const int PeersMax = 10_000;

    /// <summary>An upload that the owner ended does not begin again this long.</summary>
    public const long EndedKeepsMs = 600_000;

    private const int EndedMax = 1_000;

    public const string EndedReason = "The owner of this node ended it. Try again in some minutes.";

    public const string NoUploadsReason = "The owner of this node gives you no uploads.";

    private readonly HashSet<NodeId> peers = [];
    private readonly Dictionary<(NodeId Peer, ContentId Content), long> endedMs = [];

    /// <summary>False when the list is full.</summary>
    public bool TryAdd(NodeId peer) => peers.Contains(peer) || (peers.Count < PeersMax && peers.Add(peer));

    public void Remove(NodeId peer) => peers.Remove(peer);

    public void Ended(NodeId peer, ContentId content, long nowMs)
    {
        if (endedMs.Count >= EndedMax) endedMs.Remove(endedMs.MinBy(entry => entry.Value).Key);
        endedMs[(peer, content)] = nowMs;
    }

    /// <summary>Why the peer gets nothing of it now; null when it may ask.</summary>
    public string? Reason(NodeId peer, ContentId content, long nowMs)
    {
        if (peers.Contains(peer)) return NoUploadsReason;
        if (!endedMs.TryGetValue((peer, content), out var sinceMs)) return null;
        if (sinceMs + EndedKeepsMs > nowMs) return EndedReason;
        endedMs.Remove((peer, content));
        return null;
    }
}
