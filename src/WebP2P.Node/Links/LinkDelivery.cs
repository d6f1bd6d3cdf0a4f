using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>What a connection brings: the link's own messages are answered here, all others go to the user who reads them.</summary>
internal sealed class LinkDelivery(LinkUsers users, IPeerDirectory directory, DropCounters drops)
{
    /// <summary>Reason of a closing frame that tells the other side to go on with the other connection of the pair.</summary>
    public const string DuplicateReason = "duplicate";

    public IPeerDirectory Directory => directory;

    /// <summary>Reads until the connection ends.</summary>
    public async Task ReadAsync(Link link, LinkWire wire)
    {
        while (await wire.Reader.NextAsync(LinkPhase.Open, FrameCodec.FrameBytesMax) is { } incoming)
        {
            wire.Pulse.Heard();
            if (!Take(link, wire, incoming)) return;
        }
    }

    /// <summary>False when the connection is over.</summary>
    private bool Take(Link link, LinkWire wire, in Incoming incoming)
    {
        switch (incoming.Message)
        {
            case Ping ping: return wire.Socket.TrySend(incoming.Header, new Pong(ping.SentMs));
            case Pong pong: wire.Pulse.Answered(pong.SentMs, Environment.TickCount64); return true;
            case LinkHeld held: wire.IsHeldByPeer = held.Held; return true;
            case Closing { Reason: DuplicateReason }: return IsStillNeeded(link, wire);
            case Closing closing: wire.EndReason ??= $"the other side closed: {ForeignText.Line(closing.Reason)}"; return false;
            case PeerRecordChanged changed: Learn(link, changed, incoming); return true;
            default: Route(link, incoming); return true;
        }
    }

    /// <summary>The other side has two connections and goes on with the other one; this one is read until that one is here too.</summary>
    private static bool IsStillNeeded(Link link, LinkWire wire)
    {
        wire.IsGivenUp = true;
        return link.Wire == wire;
    }

    private void Learn(Link link, PeerRecordChanged changed, in Incoming incoming)
    {
        if (changed.Record.Signer != link.Peer)
        {
            drops.Count(DropReason.NotOwner);
            return;
        }

        if (!directory.Learn(changed.Record) && directory.Find(link.Peer)?.Sequence > changed.Record.Sequence)
        {
            drops.Count(DropReason.Replayed);
            return;
        }

        Route(link, incoming, isOptional: true);
    }

    private void Route(Link link, in Incoming incoming, bool isOptional = false)
    {
        if (users.Reader(MessageTable.Find(incoming.Message).Type) is not { } reader)
        {
            if (!isOptional) drops.Count(DropReason.Unexpected);
            return;
        }

        lock (link.Delivery)
        {
            if (!link.IsClosed) users.Received(reader, link.Peer, incoming.Header, incoming.Message);
        }
    }
}
