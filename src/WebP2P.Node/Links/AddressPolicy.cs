using System.Net;
using System.Net.Sockets;

namespace WebP2P.Node.Links;

/// <summary>Who said that a node is at an address.</summary>
internal enum AddressOrigin { Owner, Told }

internal enum AddressVerdict { Allowed, Unspecified, Multicast, LinkLocal, Loopback, OtherPrivateNetwork, ControlPort }

/// <summary>What the rules for addresses need to know about this machine.</summary>
/// <param name="Networks">The networks this machine has an address in, and its own addresses in them.</param>
/// <param name="ControlPorts">Ports of the own control plane, never dialled.</param>
internal sealed record AddressSurroundings(bool AllowLoopback, IReadOnlyList<(IPAddress Own, IPNetwork Network)> Networks, IReadOnlyList<int> ControlPorts);

/// <summary>Which addresses may be dialled: what the owner typed nearly always, what others told only where they cannot do harm.</summary>
internal static class AddressPolicy
{
    private static readonly IPNetwork[] PrivateNetworks =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fec0::/10"),
    ];

    private static readonly IPNetwork ThisNetwork = IPNetwork.Parse("0.0.0.0/8");
    private static readonly IPNetwork LinkLocal4 = IPNetwork.Parse("169.254.0.0/16");
    private static readonly IPNetwork MulticastAndReserved4 = IPNetwork.Parse("224.0.0.0/3");

    public static AddressVerdict Judge(IPAddress ip, int port, AddressOrigin origin, AddressSurroundings surroundings)
    {
        var address = Plain(ip);
        if (address.Equals(IPAddress.IPv6Any) || ThisNetwork.ContainsFamily(address)) return AddressVerdict.Unspecified;
        if (address.IsIPv6Multicast || MulticastAndReserved4.ContainsFamily(address)) return AddressVerdict.Multicast;
        if (surroundings.ControlPorts.Contains(port) && IsOwn(address, surroundings)) return AddressVerdict.ControlPort;
        if (origin == AddressOrigin.Owner) return AddressVerdict.Allowed;
        if (address.IsIPv6LinkLocal || LinkLocal4.ContainsFamily(address)) return AddressVerdict.LinkLocal;
        if (IPAddress.IsLoopback(address)) return surroundings.AllowLoopback ? AddressVerdict.Allowed : AddressVerdict.Loopback;
        if (!IsPrivate(address)) return AddressVerdict.Allowed;
        return surroundings.Networks.Any(own => own.Network.ContainsFamily(address)) ? AddressVerdict.Allowed : AddressVerdict.OtherPrivateNetwork;
    }

    /// <summary>In a range that is not routed on the internet; loopback and link-local have verdicts of their own.</summary>
    public static bool IsPrivate(IPAddress ip)
    {
        var address = Plain(ip);
        return PrivateNetworks.Any(network => network.ContainsFamily(address));
    }

    /// <summary>Both ends on this machine or in private ranges: pings may be frequent.</summary>
    public static bool IsNear(IPAddress ip)
    {
        var address = Plain(ip);
        return IPAddress.IsLoopback(address) || IsPrivate(address) || address.IsIPv6LinkLocal || LinkLocal4.ContainsFamily(address);
    }

    public static IPAddress Plain(IPAddress ip) => ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;

    public static string Explain(AddressVerdict verdict) => verdict switch
    {
        AddressVerdict.Unspecified => "it names no host",
        AddressVerdict.Multicast => "it is a multicast or reserved address",
        AddressVerdict.LinkLocal => "link-local addresses told by others are not dialled",
        AddressVerdict.Loopback => "loopback addresses told by others are not dialled",
        AddressVerdict.OtherPrivateNetwork => "this node has no address in that private network",
        AddressVerdict.ControlPort => "it is this node's own control port",
        _ => "it may be dialled",
    };

    private static bool IsOwn(IPAddress address, AddressSurroundings surroundings) =>
        IPAddress.IsLoopback(address) || surroundings.Networks.Any(own => own.Own.Equals(address));

    private static bool ContainsFamily(this IPNetwork network, IPAddress address) =>
        network.BaseAddress.AddressFamily == address.AddressFamily && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && network.Contains(address);
}
