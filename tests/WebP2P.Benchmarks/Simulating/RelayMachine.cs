using System.Runtime.CompilerServices;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Benchmarks.Simulating;

/// <summary>Send a message into the network.</summary>
internal sealed record SendOff(Message Message, Header Header) : OwnRequest;

/// <summary>As little as a machine can do: a message goes on to the neighbours in turn for ever, or, with a TTL of more than one, to all others once.</summary>
internal sealed class RelayMachine : IOverlay, IReadsAhead
{
    private const int ArrayHeaderBytes = 16;

    private NodeId[] neighbours = [];
    private UInt128 seen;
    private int next;

    public static bool Reads(MessageType type) => type == MessageType.Ping;

    public int Stages => 1;

    public void ReadAhead(int stage, NodeId from, MessageId id)
    {
        CacheLines.Fetch(neighbours);
        CacheLines.Fetch(neighbours, ArrayHeaderBytes + next * Unsafe.SizeOf<NodeId>(), Unsafe.SizeOf<NodeId>());
    }

    public void Start(Turn turn)
    {
    }

    public void Linked(NodeId peer, Hello hello, Turn turn) => neighbours = [.. neighbours, peer];

    public void Unlinked(NodeId peer, string reason, Turn turn) => neighbours = [.. neighbours.Where(neighbour => neighbour != peer)];

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
    }

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn)
    {
    }

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
        if (header.Id == default) Pass(header, message, turn);
        else if (seen != header.Id.Value) Flood(from, header, message, turn);
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
    }

    public void Request(OwnRequest request, Turn turn)
    {
        if (request is not SendOff sent) return;
        if (sent.Header.Id == default) Pass(sent.Header, sent.Message, turn);
        else Flood(default, sent.Header, sent.Message, turn);
    }

    private void Pass(in Header header, Message message, Turn turn)
    {
        turn.Send(neighbours[next], header, message);
        next = next + 1 == neighbours.Length ? 0 : next + 1;
    }

    private void Flood(NodeId from, in Header header, Message message, Turn turn)
    {
        seen = header.Id.Value;
        if (header.Ttl <= 1) return;
        var next = new Header(header.Id, (byte)(header.Ttl - 1), (byte)(header.Hops + 1));
        foreach (var neighbour in neighbours)
        {
            if (neighbour != from) turn.Send(neighbour, next, message);
        }
    }
}
