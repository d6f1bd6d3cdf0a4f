using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Transfers;

/// <summary>The links that transfers use: each download that needs a link holds it, and it is let go when none does. Called on the loop only.</summary>
internal sealed class TransferLinks(ILinks links, Dice dice)
{
    private readonly Dictionary<NodeId, HashSet<DownloadJob>> holders = [];
    private readonly HashSet<NodeId> linked = [];
    private readonly HashSet<NodeId> dialling = [];

    public bool IsLinked(NodeId peer) => linked.Contains(peer);

    /// <summary>Whether somebody waits for a link to the peer.</summary>
    public bool IsDialling(NodeId peer) => holders.ContainsKey(peer) && !linked.Contains(peer);

    public ILinkUser? User { get; set; }

    /// <summary>The job hears <c>Linked</c> or <c>Unlinked</c>; true when there is a link already.</summary>
    public bool Hold(NodeId peer, DownloadJob job)
    {
        if (!holders.TryGetValue(peer, out var jobs)) holders.Add(peer, jobs = []);
        var isFirst = jobs.Count == 0;
        jobs.Add(job);
        if (isFirst)
        {
            dialling.Add(peer);
            links.Dial(User!, null, peer);
        }
        return !isFirst && linked.Contains(peer);
    }

    public void Release(NodeId peer, DownloadJob job, string reason)
    {
        if (!holders.TryGetValue(peer, out var jobs) || !jobs.Remove(job) || jobs.Count > 0) return;
        holders.Remove(peer);
        dialling.Remove(peer);
        links.Release(User!, peer, reason);
    }

    public bool Send(NodeId peer, Message message) => links.Send(peer, new Header(MessageId.Draw(dice)), message);

    public IReadOnlyList<DownloadJob> Linked(NodeId peer)
    {
        linked.Add(peer);
        dialling.Remove(peer);
        return [.. holders.GetValueOrDefault(peer) ?? []];
    }

    /// <summary>Those who held the link, and hold it no more. Nobody while a dial is out: what ended is a link from before it, and the dial is still answered.</summary>
    public IReadOnlyList<DownloadJob> Unlinked(NodeId peer)
    {
        linked.Remove(peer);
        return dialling.Contains(peer) ? [] : Let(peer);
    }

    /// <summary>Nobody answered the dial: those who waited for it.</summary>
    public IReadOnlyList<DownloadJob> DialFailed(NodeId peer)
    {
        dialling.Remove(peer);
        linked.Remove(peer);
        return Let(peer);
    }

    private IReadOnlyList<DownloadJob> Let(NodeId peer) => holders.Remove(peer, out var jobs) ? [.. jobs] : [];
}
