using System.Net;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Node.Links;

/// <summary>One connection that carries a link, after the hello.</summary>
internal sealed class LinkWire(LinkSocket socket, LinkReader reader, NodeId peer, Hello hello, WireEnd end)
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private bool isGivenUp;

    public LinkSocket Socket { get; } = socket;

    public LinkReader Reader { get; } = reader;

    public NodeId Peer { get; } = peer;

    public Hello Hello { get; } = hello;

    public bool IsDialled { get; } = end.IsDialled;

    public IPEndPoint Remote { get; } = end.Remote;

    /// <summary>The own address of it; null when it is not known.</summary>
    public IPAddress? Local { get; } = end.Local;

    /// <summary>What the other side was told, or assumes, about our hold.</summary>
    public bool ToldHeld { get; set; } = end.IsDialled;

    public LinkPulse Pulse { get; } = new(end.PingMs, end.PingsMissedMax);

    /// <summary>The dialler starts as holding, the other side as not.</summary>
    public bool IsHeldByPeer { get; set; } = !end.IsDialled;

    /// <summary>The other side goes on with another connection of this pair.</summary>
    public bool IsGivenUp
    {
        get => Volatile.Read(ref isGivenUp);
        set => Volatile.Write(ref isGivenUp, value);
    }

    /// <summary>Why it ends; null while it does not.</summary>
    public string? EndReason { get; set; }

    /// <summary>Says why, writes what is queued, closes; at once when the other side does not close too.</summary>
    public void End(Closing closing)
    {
        EndReason ??= closing.Reason;
        Socket.TrySend(default, closing);
        Socket.Complete();
        AbortLater();
    }

    /// <summary>Ends it at once.</summary>
    public void Abort(string reason)
    {
        EndReason ??= reason;
        Socket.Abort();
    }

    /// <summary>
    /// This side goes on with another connection of this pair; the other side may still speak here until it has gone over too,
    /// so this one is read until then.
    /// </summary>
    public void Supersede(Closing closing)
    {
        EndReason ??= closing.Reason;
        Socket.SendLast(closing);
        if (IsGivenUp) Socket.Complete();
        AbortLater();
    }

    private void AbortLater() => Task.Delay(LeaveTimeout).ContinueWith(_ => Socket.Abort(), TaskScheduler.Default);
}

/// <summary>Both ends of a connection, and how often the far one is asked for a sign of life.</summary>
internal sealed record WireEnd(bool IsDialled, IPEndPoint Remote, IPAddress? Local, int PingMs, int PingsMissedMax);
