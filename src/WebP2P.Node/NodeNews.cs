using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

/// <summary>Carries news from one part of the node to the others: a changed library and address to the overlay, its state to the feed.</summary>
internal sealed class NodeNews(LibraryJournal journal, OwnRecord record, NapsterService napster, NodeStatus status, NodeFeed feed)
{
    private (OverlayState State, string Reason, bool IsRegistered)? told;

    public void Follow()
    {
        journal.Changed += version => napster.LibraryIs(version.LibraryId, version.Version);
        record.Changed += own =>
        {
            napster.OwnRecordIs(own);
            feed.Publish(new NodeStatusChanged(status.Node));
        };
        napster.Changed += Tell;
    }

    /// <summary>Something that the node's status shows is not as it was.</summary>
    public void TellStatus() => feed.Publish(new NodeStatusChanged(status.Node));

    /// <summary>A change of state, of its reason, or the end of a registration is news; figures are read when somebody looks.</summary>
    private void Tell()
    {
        var figures = napster.Figures;
        var news = (figures.State, figures.Reason, figures.CommittedVersion == figures.LibraryVersion);
        if (news == told) return;
        told = news;
        feed.Publish(new OverlayChanged(status.Overlay(OverlayKind.Napster)!));
    }
}
