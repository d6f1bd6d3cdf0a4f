using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>What the node has with one peer: who holds it, and the connection that carries it now (of two, one stays).</summary>
internal sealed class Link(LinkWire wire)
{
    private readonly HashSet<ILinkUser> holders = [];

    public NodeId Peer => Wire.Peer;

    public DateTimeOffset ConnectedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>Serialises what is delivered to users with the end of the link.</summary>
    public Lock Delivery { get; } = new();

    public LinkWire Wire { get; set; } = wire;

    public bool IsClosed { get; set; }

    /// <summary>Since when neither side holds it; null while one does.</summary>
    public long? UnheldSinceMs { get; private set; }

    public IReadOnlyCollection<ILinkUser> Holders
    {
        get
        {
            lock (holders) return [.. holders];
        }
    }

    public bool IsHeld
    {
        get
        {
            lock (holders) return holders.Count > 0;
        }
    }

    /// <summary>False when the queue is full. What comes after a connection's last word goes on the one that took its place.</summary>
    public bool TrySend(in Header header, Message message)
    {
        while (true)
        {
            var wire = Wire;
            var outcome = wire.Socket.Send(header, message);
            if (outcome == SendOutcome.Full) return false;
            if (outcome == SendOutcome.Queued || wire == Wire) return true;
        }
    }

    public void Hold(ILinkUser user) => Change(() => holders.Add(user));

    public void Release(ILinkUser user) => Change(() => holders.Remove(user));

    /// <summary>Tells the other side when its belief about our hold is wrong.</summary>
    public void TellHeld()
    {
        lock (holders)
        {
            if (Wire.ToldHeld == holders.Count > 0) return;
            Wire.ToldHeld = holders.Count > 0;
            Wire.Socket.TrySend(default, new LinkHeld(Wire.ToldHeld));
        }
    }

    /// <summary>True when neither side has held it for so long.</summary>
    public bool IsUnheldFor(long nowMs, int unheldMs)
    {
        if (IsHeld || Wire.IsHeldByPeer) UnheldSinceMs = null;
        else UnheldSinceMs ??= nowMs;
        return UnheldSinceMs is { } since && nowMs - since >= unheldMs;
    }

    private void Change(Action change)
    {
        lock (holders) change();
    }
}
