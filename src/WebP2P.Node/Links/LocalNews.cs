using System.Net;
using System.Net.Sockets;
using WebP2P.Node.Identity;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>Decides what to believe of notices on the local network, and when to answer; the sockets are elsewhere.</summary>
internal sealed class LocalNews(NodeIdentity identity, NetworkName network, LocalNetwork local, DropCounters drops)
{
    /// <summary>Notices that are read a second; a flood of them costs no more.</summary>
    public const int NoticesPerSecond = 20;

    /// <summary>Time between two own notices that answer others, ms.</summary>
    public const int AnswerEveryMs = 5_000;

    /// <summary>Nodes remembered; more are taken for new.</summary>
    public const int KnownMax = 1_000;

    private readonly HashSet<NodeId> known = [];
    private long second;
    private int notices;
    private long answeredMs = -AnswerEveryMs;

    /// <summary>The own notice; null while the node does not listen beyond this machine.</summary>
    public LocalNotice? Own => local.PeerListen is { } listen ? new LocalNotice(network.Id, identity.Id, listen.Port) : null;

    /// <summary>Where a node of the same network is; null when the datagram says nothing.</summary>
    public (PeerAddress Address, NodeId Node)? Take(ReadOnlySpan<byte> bytes, IPEndPoint from, long nowMs)
    {
        if (nowMs / 1_000 != second) (second, notices) = (nowMs / 1_000, 0);
        if (++notices > NoticesPerSecond) return Dropped(DropReason.RateExceeded);
        if (!LocalNotice.TryParse(bytes, out var notice)) return Dropped(DropReason.Malformed);
        if (notice.NetworkId != network.Id) return Dropped(DropReason.WrongNetwork);
        if (notice.Node == identity.Id) return null;
        if (!IsNear(from.Address) || AddressPolicy.Judge(from.Address, notice.Port, AddressOrigin.Told, local.Surroundings()) != AddressVerdict.Allowed) return Dropped(DropReason.AddressRefused);
        return (PeerAddress.From(new IPEndPoint(from.Address, notice.Port)), notice.Node);
    }

    /// <summary>Whether somebody new should hear of this node now.</summary>
    public bool ShouldAnswer(NodeId node, long nowMs)
    {
        if (known.Count >= KnownMax) known.Clear();
        if (!known.Add(node) || nowMs - answeredMs < AnswerEveryMs) return false;
        answeredMs = nowMs;
        return true;
    }

    /// <summary>A multicast datagram comes from a network that this machine is in; anything else is forged.</summary>
    private bool IsNear(IPAddress from) =>
        from.AddressFamily == AddressFamily.InterNetwork && local.Surroundings().Networks.Any(own => own.Network.BaseAddress.AddressFamily == AddressFamily.InterNetwork && own.Network.Contains(from));

    private (PeerAddress, NodeId)? Dropped(DropReason reason)
    {
        drops.Count(reason);
        return null;
    }
}
