using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>Runs beside an honest machine and sends queries that nobody asked for to all who are linked, as fast as it is told.</summary>
/// <param name="hops">What it says of the hops of its queries.</param>
internal sealed class Flooder(int queriesPerSecond, byte ttl, byte hops) : IOverlay
{
    private const int TickMs = 20;

    private static readonly GnutellaQuery Query = new("nothing of this name", 10);

    private readonly List<NodeId> linked = [];

    public long Sent { get; private set; }

    public void Start(Turn turn) => turn.Wake(new TimerKey(1_000_000), TickMs);

    public void Linked(NodeId peer, Hello hello, Turn turn) => linked.Add(peer);

    public void Unlinked(NodeId peer, string reason, Turn turn) => linked.Remove(peer);

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
    }

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn)
    {
    }

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
        foreach (var peer in linked)
        {
            for (var number = 0; number < queriesPerSecond * TickMs / 1_000; number++)
            {
                turn.Send(peer, new Header(MessageId.Draw(turn.Dice), ttl, hops), Query);
                Sent++;
            }
        }
        turn.Wake(timer, TickMs);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
    }

    public void Request(OwnRequest request, Turn turn)
    {
    }
}
