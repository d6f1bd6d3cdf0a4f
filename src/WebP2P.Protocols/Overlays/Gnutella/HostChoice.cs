using System.Net;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Which hosts are dialled next: from networks (/16) that no neighbour is in first, then those that were there before.</summary>
internal static class HostChoice
{
    /// <summary>More successes than these say nothing more.</summary>
    private const int SuccessesMax = 3;

    public static List<HostEntry> Pick(IEnumerable<HostEntry> due, IEnumerable<PeerAddress> neighbours, int count, Dice dice)
    {
        HashSet<string> networks = [.. neighbours.Select(NetworkOf).OfType<string>()];
        var ranked = due
            .Select(entry => (Entry: entry, Network: NetworkOf(entry.Address), Rank: (entry.Failures, -Math.Min(entry.Successes, SuccessesMax), dice.NextUInt64())))
            .OrderBy(row => row.Rank)
            .ToList();
        List<HostEntry> picked = [];
        foreach (var row in ranked)
        {
            if (picked.Count < count && (row.Network is null || networks.Add(row.Network))) picked.Add(row.Entry);
        }
        foreach (var row in ranked)
        {
            if (picked.Count < count && !picked.Contains(row.Entry)) picked.Add(row.Entry);
        }
        return picked;
    }

    /// <summary>The /16 of an address of the internet (/32 for IPv6); null where many nodes share one: private ranges, loopback, names.</summary>
    internal static string? NetworkOf(PeerAddress address)
    {
        if (address.Ip is not { } ip || IPAddress.IsLoopback(ip)) return null;
        var bytes = ip.GetAddressBytes();
        if (bytes.Length == 4) return IsPrivate(bytes) ? null : $"{bytes[0]}.{bytes[1]}";
        return ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal ? null : Convert.ToHexStringLower(bytes.AsSpan(0, 4));
    }

    private static bool IsPrivate(byte[] bytes) =>
        bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
}
