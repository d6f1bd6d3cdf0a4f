using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Tests.Core;

/// <summary>Say something to a peer.</summary>
internal sealed record Say(NodeId Peer, long Number) : OwnRequest;

/// <summary>Dial a peer.</summary>
internal sealed record Call(NodeId Peer) : OwnRequest;

/// <summary>Talk on for ever: at every timer to the next peer, and answer nothing.</summary>
internal sealed record TalkOn : OwnRequest;

/// <summary>Notes what it hears and when; dials whom it lost again, talks at random times.</summary>
internal sealed class Chatter : IOverlay
{
    private readonly List<NodeId> peers = [];
    private readonly Ping ping = new(0);

    public List<(long Number, long AtMs)> Heard { get; } = [];

    public List<string> Lines { get; } = [];

    public long WallUnixMs { get; private set; }

    public bool Redials { get; init; }

    public bool PassesOn { get; init; }

    public static bool Reads(MessageType type) => type == MessageType.Ping;

    public void Start(Turn turn) => WallUnixMs = turn.WallUnixMs;

    public void Linked(NodeId peer, Hello hello, Turn turn) => peers.Add(peer);

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn) => Lines.Add("dialled");

    public void Unlinked(NodeId peer, string reason, Turn turn)
    {
        peers.Remove(peer);
        Lines.Add($"{turn.NowMs} {reason}");
        if (Redials) turn.Dial(null, peer);
    }

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn)
    {
        Lines.Add("failed");
        if (Redials && peer is { } known) turn.Dial(null, known);
    }

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
        if (PassesOn) turn.Send(peers[turn.Dice.Below(peers.Count)], header, message);
        else Heard.Add((((Ping)message).SentMs, turn.NowMs));
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
        if (peers.Count > 0) turn.Send(peers[turn.Dice.Below(peers.Count)], default, ping);
        turn.Wake(timer, 1 + turn.Dice.Below(2_000));
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
    }

    public void Request(OwnRequest request, Turn turn)
    {
        switch (request)
        {
            case Say say: turn.Send(say.Peer, default, new Ping(say.Number)); break;
            case Call call: turn.Dial(null, call.Peer); break;
            case TalkOn: turn.Wake(new TimerKey(1), 1 + turn.Dice.Below(2_000)); break;
        }
    }
}
