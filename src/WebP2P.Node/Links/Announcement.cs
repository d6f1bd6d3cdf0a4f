using System.Net;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>What the owner says others should dial. A name is resolved here, since only IP addresses travel between nodes.</summary>
internal sealed class Announcement
{
    private readonly PeerAddress? typed;
    private volatile IReadOnlyList<PeerAddress> addresses;

    /// <param name="text"><c>HOST:PORT</c>, or null.</param>
    public Announcement(string? text)
    {
        typed = PeerAddress.TryParse(text, out var address) ? address : null;
        addresses = typed?.Ip is null ? [] : [typed];
    }

    public bool IsName => typed is { Ip: null };

    public int? Port => typed?.Port;

    /// <summary>As last known; empty without an announcement, and until its name was resolved.</summary>
    public IReadOnlyList<PeerAddress> Addresses => addresses;

    /// <summary>Looks the name up; what was known stays when nobody answers.</summary>
    public async Task ResolveAsync()
    {
        if (typed is not { Ip: null }) return;
        try
        {
            var found = await Dns.GetHostAddressesAsync(typed.Host);
            addresses = [.. found.Select(ip => PeerAddress.From(new IPEndPoint(ip, typed.Port))).Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)];
        }
        catch (SocketException)
        {
            // Asked again with the next look at the own record.
        }
    }
}
