using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>Copies of how Gnutella stands, made while somebody looks.</summary>
internal sealed class GnutellaStatus(GnutellaService service, GnutellaTraces traces, IPeerDirectory directory, TimeProvider time) : IGnutellaStatus
{
    /// <summary>A copy is as good as new for so long.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private Task<GnutellaFigures>? newest;
    private long newestAt;

    public IReadOnlyList<GnutellaTrace> Traces => traces.All;

    public GnutellaTrace? Trace(Guid searchId) => traces.Find(searchId);

    public async Task<GnutellaView> ViewAsync(CancellationToken cancellationToken)
    {
        var figures = await NewestAsync().WaitAsync(cancellationToken);
        return new GnutellaView(service.IsEnabled, service.Figures.State, service.Figures.Reason, figures, Names(figures));
    }

    private Task<GnutellaFigures> NewestAsync()
    {
        lock (gate)
        {
            if (newest is { IsFaulted: false, IsCanceled: false } && time.GetElapsedTime(newestAt) < FreshFor) return newest;
            newestAt = time.GetTimestamp();
            return newest = service.InspectAsync();
        }
    }

    private Dictionary<NodeId, string> Names(GnutellaFigures figures)
    {
        var names = new Dictionary<NodeId, string>();
        var nodes = figures.Neighbours.Select(neighbour => neighbour.Node)
            .Concat(figures.Map.SelectMany(link => new[] { link.One, link.Other }))
            .Concat(figures.Hosts.Select(host => host.Node).OfType<NodeId>());
        foreach (var node in nodes.Distinct())
        {
            if (directory.NameOf(node) is { } name) names[node] = name;
        }
        return names;
    }
}
