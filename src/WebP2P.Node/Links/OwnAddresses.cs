using System.Net;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Which addresses a node tells others: what the owner announces, else where it listens, else what its peers see.</summary>
internal static class OwnAddresses
{
    /// <summary>Peers of so many networks must see the same public address before it is believed.</summary>
    private const int WitnessNetworksMin = 2;

    /// <param name="announced">As IP addresses, since names do not travel; loopback counts only where it is allowed.</param>
    /// <param name="observed">What each linked peer saw, and where that peer is.</param>
    public static IReadOnlyList<PeerAddress> Choose(IReadOnlyList<PeerAddress> announced, IPEndPoint listen, IReadOnlyList<(IPAddress Seen, IPAddress Witness)> observed, AddressSurroundings surroundings)
    {
        var meant = announced.Where(address => address.Ip is { } ip && (surroundings.AllowLoopback || !IPAddress.IsLoopback(ip))).Take(PeerRecord.AddressesMax).ToList();
        if (meant.Count > 0) return meant;
        if (!listen.Address.Equals(IPAddress.Any) && !listen.Address.Equals(IPAddress.IPv6Any))
            return IPAddress.IsLoopback(listen.Address) && !surroundings.AllowLoopback ? [] : [PeerAddress.From(listen)];

        var believed = observed.GroupBy(seen => AddressPolicy.Plain(seen.Seen), seen => seen.Witness).Where(seen => IsBelieved(seen.Key, [.. seen], surroundings));
        return [.. believed.Select(seen => PeerAddress.From(new IPEndPoint(seen.Key, listen.Port))).OrderBy(address => address.ToString(), StringComparer.Ordinal).Take(PeerRecord.AddressesMax)];
    }

    /// <summary>A peer may lie: an address counts when this machine has it, or when peers of different networks agree on it.</summary>
    private static bool IsBelieved(IPAddress seen, IReadOnlyList<IPAddress> witnesses, AddressSurroundings surroundings)
    {
        if (IPAddress.IsLoopback(seen)) return surroundings.AllowLoopback;
        if (seen.IsIPv6LinkLocal) return false;
        if (surroundings.Networks.Any(own => own.Own.Equals(seen))) return true;
        return !AddressPolicy.IsPrivate(seen) && witnesses.Select(NetworkOf).Distinct().Count() >= WitnessNetworksMin;
    }

    /// <summary>First 16 bits of IPv4, 32 of IPv6: addresses of one provider's network count once.</summary>
    private static string NetworkOf(IPAddress witness)
    {
        var plain = AddressPolicy.Plain(witness);
        return Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, plain.AddressFamily == AddressFamily.InterNetwork ? 2 : 4));
    }
}
