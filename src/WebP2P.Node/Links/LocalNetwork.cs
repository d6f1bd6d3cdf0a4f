using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace WebP2P.Node.Links;

/// <summary>Where this node listens and what networks its machine is in.</summary>
public sealed class LocalNetwork(NodeOptions options)
{
    /// <summary>The peer plane's bound end point; null while it does not listen.</summary>
    public IPEndPoint? PeerListen { get; internal set; }

    /// <summary>Ports of the own control plane, set once it listens: they are never dialled.</summary>
    public IReadOnlyList<int> ControlPorts { get; set; } = [];

    internal AddressSurroundings Surroundings() => new(options.AllowLoopback, [.. Interfaces()], ControlPorts);

    /// <summary>Own unicast addresses with their networks; loopback and link-local ones included.</summary>
    internal static IEnumerable<(IPAddress Own, IPNetwork Network)> Interfaces()
    {
        foreach (var card in Cards())
        {
            if (card.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown)) continue;
            foreach (var unicast in card.GetIPProperties().UnicastAddresses)
            {
                if (unicast.Address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)) continue;
                var plain = unicast.Address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(unicast.Address.GetAddressBytes()) : unicast.Address;
                yield return (plain, NetworkOf(plain, unicast.PrefixLength));
            }
        }
    }

    private static NetworkInterface[] Cards()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            // A system that hides them: private addresses told by others are then refused.
            return [];
        }
    }

    private static IPNetwork NetworkOf(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefixLength; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefixLength);
    }
}
