using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

/// <summary>Carries news from one part of the node to the others: a changed library and address to the overlay, its state to the feed.</summary>
internal sealed class NodeNews(LibraryJournal journal, OwnRecord record, NodeOverlays overlays, NodeStatus status, NodeFeed feed)
{
    private readonly Dictionary<OverlayKind, (OverlayState State, string Reason, bool IsRegistered)> told = [];

    public void Follow()
    {
        journal.Changed += version => overlays.Napster.LibraryIs(version.LibraryId, version.Version);
        record.Changed += own =>
        {
            overlays.Napster.OwnRecordIs(own);
            overlays.Gnutella.OwnRecordIs(own);
            feed.Publish(new NodeStatusChanged(status.Node));
        };
        overlays.Gnutella.NeighboursMissing += () => overlays.Napster.PeersWith(GnutellaMachine.Capability);
        overlays.Napster.Changed += () => Tell(OverlayKind.Napster, overlays.Napster.Figures);
        overlays.Gnutella.Changed += () => Tell(OverlayKind.Gnutella, overlays.Gnutella.Figures);
    }

    /// <summary>Something that the node's status shows is not as it was.</summary>
    public void TellStatus() => feed.Publish(new NodeStatusChanged(status.Node));

    /// <summary>A change of state, of its reason, or the end of a registration is news; figures are read when somebody looks.</summary>
    private void Tell(OverlayKind overlay, OverlayFigures figures)
    {
        var news = (figures.State, figures.Reason, figures.CommittedVersion == figures.LibraryVersion);
        lock (told)
        {
            if (told.TryGetValue(overlay, out var last) && last == news) return;
            told[overlay] = news;
        }
        feed.Publish(new OverlayChanged(status.Overlay(overlay)!));
    }
}
