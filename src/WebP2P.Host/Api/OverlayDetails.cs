using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Api;

/// <summary>What REST tells of an overlay: its state, the links it holds, and for Gnutella how the machine stands.</summary>
internal static class OverlayDetails
{
    public static OverlayDetail Of(OverlayView overlay, IPeers peers, GnutellaView? gnutella)
    {
        var linked = peers.List();
        var neighbours = gnutella is null
            ? linked.Where(peer => peer.Linked && peer.HeldBy.Contains(overlay.Name)).Select(peer => Of(peer, null))
            : gnutella.Figures.Neighbours.Select(figures => Of(figures, linked.FirstOrDefault(peer => peer.NodeId == figures.Node), gnutella.Names));
        return new OverlayDetail(
            overlay.Name, overlay.Enabled, overlay.State, overlay.Reason, overlay.Role, overlay.Server, overlay.ServerName, overlay.Links, overlay.LastProof, overlay.LastProofAt, overlay.Counters,
            [.. neighbours],
            gnutella is null ? null : new OverlayRoutes(gnutella.Figures.SeenIds, [.. gnutella.Figures.Map.Select(link => new OverlayLink(link.One, NameOf(gnutella, link.One), link.Other, NameOf(gnutella, link.Other)))]),
            gnutella is null ? null : new OverlayHosts(gnutella.Figures.HostsKnown, [.. gnutella.Figures.Hosts.Select(Of)]));
    }

    public static GnutellaTraceView Of(GnutellaTrace trace, IReadOnlyDictionary<NodeId, string> names)
    {
        var start = trace.Steps.Count == 0 ? 0 : trace.Steps.Min(step => step.AtMs);
        var (choice, cost, offer) = (trace.Choice, trace.Cost, trace.Offer);
        return new GnutellaTraceView(
            trace.SearchId,
            trace.Query,
            trace.StartedAt,
            choice is null ? null : new SearchTravel(choice.Way, choice.Ttl, choice.Reason, cost?.Neighbours ?? 0, cost?.NodesReached ?? 0, cost?.MessagesEstimated ?? 0),
            cost?.Hops ?? 0,
            cost?.Messages ?? 0,
            cost?.Bytes ?? 0,
            offer is null ? null : new SearchWidening(offer.Way, offer.Ttl, offer.NodesEstimated, offer.MessagesEstimated, offer.ChancePerMille, offer.Reason),
            [.. trace.Steps.Select(step => new TraceStep(step.Kind, step.From, NameOf(names, step.From), step.To, NameOf(names, step.To), step.Ttl, step.Hops, step.AtMs - start))]);
    }

    private static OverlayNeighbour Of(PeerView peer, GnutellaNeighbour? gnutella) =>
        new(peer.NodeId, peer.Name, peer.Address, peer.Dialled, peer.ConnectedAt, peer.RttMs, peer.BytesIn, peer.BytesOut, gnutella);

    private static OverlayNeighbour Of(NeighbourFigures figures, PeerView? peer, IReadOnlyDictionary<NodeId, string> names)
    {
        var own = new GnutellaNeighbour(
            figures.Degree == 0 ? null : figures.Degree, figures.Files, figures.QueriesIn, figures.QueriesOut, figures.HitsIn, figures.HitsOut,
            figures.TableFillPerMille < 0 ? null : figures.TableFillPerMille, figures.IsSlowed, figures.Drops);
        return peer is not null ? Of(peer, own) : new OverlayNeighbour(figures.Node, NameOf(names, figures.Node), null, figures.IsDialled, null, null, null, null, own);
    }

    private static OverlayHost Of(KnownHost host) =>
        new(host.Address.ToString(), host.Node, host.Origin, host.LastSeenUnixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(host.LastSeenUnixMs), host.Successes, host.Failures);

    private static string? NameOf(GnutellaView view, NodeId node) => NameOf(view.Names, node);

    private static string? NameOf(IReadOnlyDictionary<NodeId, string> names, NodeId? node) => node is { } known ? names.GetValueOrDefault(known) : null;
}
