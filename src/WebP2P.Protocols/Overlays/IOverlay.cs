using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays;

/// <summary>
/// A way to find, as a pure state machine: it performs nothing, it writes what it wants into the <see cref="Turn"/>.
/// One caller at a time. No door throws because of what a stranger sent.
/// </summary>
public interface IOverlay
{
    /// <summary>Once, before any other door.</summary>
    void Start(Turn turn);

    /// <summary>A link to the peer is up, whoever dialled.</summary>
    void Linked(NodeId peer, Hello hello, Turn turn);

    void Unlinked(NodeId peer, string reason, Turn turn);

    /// <summary>A dial of this machine reached the peer; directly before the <see cref="Linked"/> that answers the dial. Only so an address becomes an id.</summary>
    void Dialled(PeerAddress? address, NodeId peer, Turn turn);

    /// <summary>The address and the peer as they were dialled.</summary>
    void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn);

    void Receive(NodeId from, in Header header, Message message, Turn turn);

    void Elapsed(TimerKey timer, Turn turn);

    void Answered(Ticket ticket, Answer answer, Turn turn);

    void Request(OwnRequest request, Turn turn);
}
