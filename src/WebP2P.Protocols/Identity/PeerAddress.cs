using System.Globalization;
using System.Net;

namespace WebP2P.Protocols.Identity;

/// <summary>
/// Where a peer listens: <c>HOST:PORT</c>, IPv6 in brackets. The host is an IP literal, or, when the owner typed it, a name.
/// </summary>
public sealed record PeerAddress(string Host, int Port)
{
    /// <summary>Longest host, in characters.</summary>
    public const int HostLengthMax = 253;

    /// <summary>The host as an IP address, or null when it is a name.</summary>
    public IPAddress? Ip => IPAddress.TryParse(Host, out var address) ? address : null;

    public static PeerAddress From(IPEndPoint endPoint) => new(
        (endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address).ToString(), endPoint.Port);

    /// <summary>Parses <c>HOST:PORT</c>, <c>[IPV6]:PORT</c>; the port is 1 to 65535.</summary>
    public static bool TryParse(string? text, out PeerAddress? address)
    {
        address = null;
        if (text is null || text.Length > HostLengthMax + 8) return false;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        var host = text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (bracketed) host = host[1..^1];
        var name = Uri.CheckHostName(host);
        if (name == UriHostNameType.IPv6 != bracketed || name == UriHostNameType.Unknown || port is < 1 or > 65535) return false;
        address = new PeerAddress(host, port);
        return true;
    }

    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}") : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
