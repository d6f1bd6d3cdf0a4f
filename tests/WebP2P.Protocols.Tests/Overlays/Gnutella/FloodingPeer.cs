using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>A peer that asks new questions without end, so many a second at each of its links; what it hears it ignores.</summary>
/// <param name="hops">What it says of the hops of its queries.</param>
internal sealed class FloodingPeer(int queriesPerSecond, byte hops = 0) : IOverlay
{
    private const int StepMs = 100;
    private static readonly TimerKey Step = new(1);

    private readonly List<NodeId> linked = [];
    private int owed;

    public long Sent { get; private set; }

    public void Start(Turn turn) => turn.Wake(Step, StepMs);

    public void Linked(NodeId peer, Hello hello, Turn turn)
    {
        linked.Add(peer);
        turn.Send(peer, new Header(MessageId.Draw(turn.Dice)), new GnutellaPing(0));
    }

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
        owed += queriesPerSecond * StepMs;
        for (; owed >= 1_000; owed -= 1_000)
        {
            foreach (var peer in linked)
            {
                turn.Send(peer, new Header(MessageId.Draw(turn.Dice), (byte)(Header.TtlAndHopsMax - hops), hops), new GnutellaQuery("anything", 10));
                Sent++;
            }
        }

        turn.Wake(Step, StepMs);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
    }

    public void Request(OwnRequest request, Turn turn)
    {
    }
}
