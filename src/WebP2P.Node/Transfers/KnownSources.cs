using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The sources of a download while it has no plan, in the order of their numbers.</summary>
internal sealed class KnownSources(IEnumerable<(NodeId Peer, int BadPieces)> sources)
{
    private readonly List<(NodeId Peer, int BadPieces)> sources = [.. sources];

    public IEnumerable<NodeId> Peers => sources.Select(source => source.Peer);

    public IReadOnlyList<(NodeId Peer, int BadPieces)> All => sources;

    public bool Contains(NodeId peer) => sources.Exists(source => source.Peer == peer);

    /// <summary>What finds sources may say the same again and again.</summary>
    public void Add(NodeId peer)
    {
        if (sources.Count < SourceTable.SourcesMax && !Contains(peer)) sources.Add((peer, 0));
    }

    /// <summary>What a plan knew when it ended.</summary>
    public void Keep(DownloadPlan plan)
    {
        sources.Clear();
        sources.AddRange(plan.Sources.Select(source => (source.Peer, source.BadPieces)));
    }

    /// <summary>The owner wants them all to be asked again.</summary>
    public void Forgive()
    {
        for (var i = 0; i < sources.Count; i++) sources[i] = (sources[i].Peer, 0);
    }

    public DownloadPlan Plan(DownloadJob job, NodeId self, int start)
    {
        NodeId? only = job.IsSingle && sources.Count > 0 ? sources[0].Peer : null;
        var plan = new DownloadPlan(job.Content, job.Verified, start, only, job.IsSequential) { Self = self };
        foreach (var (peer, badPieces) in sources) plan.SourceKnown(peer, badPieces);
        return plan;
    }
}
