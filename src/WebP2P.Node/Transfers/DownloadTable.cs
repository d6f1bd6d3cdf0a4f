using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>The downloads of this node, by id and by content. On the transfer loop only.</summary>
internal sealed class DownloadTable
{
    private readonly Dictionary<Guid, DownloadJob> jobs = [];

    public IReadOnlyCollection<DownloadJob> All => jobs.Values;

    /// <summary>The sources of all that is under way.</summary>
    public IReadOnlySet<NodeId> Sources => jobs.Values.Where(job => job.IsActive).SelectMany(job => job.Peers).ToHashSet();

    public DownloadJob? Find(Guid id) => jobs.GetValueOrDefault(id);

    /// <summary>The newest download of the content.</summary>
    public DownloadJob? Find(ContentId content) => jobs.Values.LastOrDefault(job => job.Content == content);

    /// <summary>The download that can serve its verified pieces; null when there is none, or it is complete.</summary>
    public DownloadJob? Serving(ContentId content) =>
        jobs.Values.FirstOrDefault(job => job.Content == content && job.Layer is not null && job.File is not null);

    public void SourcesFound(ContentId content, IReadOnlyList<NodeId> peers)
    {
        foreach (var job in jobs.Values)
        {
            if (job.Content == content && job.State is not (DownloadState.Completed or DownloadState.Failed)) job.SourcesFound(peers);
        }
    }

    /// <summary>Whoever was asked says that nobody who is online has it.</summary>
    public void NobodyFound(ContentId content)
    {
        foreach (var job in jobs.Values)
        {
            if (job.Content == content) job.Seeking.NobodyFound();
        }
    }

    /// <summary>The node answers again, or is elsewhere now: downloads that know it ask it.</summary>
    public void SourceIsBack(NodeId peer)
    {
        foreach (var job in jobs.Values)
        {
            if (job.Knows(peer)) job.SourcesFound([peer]);
        }
    }

    /// <summary>What led to the node where it was ends, or has ended.</summary>
    public void SourceMoved(NodeId peer)
    {
        foreach (var job in jobs.Values) job.SourceMoved(peer);
        SourceIsBack(peer);
    }

    public void Add(DownloadJob job) => jobs.Add(job.Row.Id, job);

    public void Remove(Guid id) => jobs.Remove(id);
}
