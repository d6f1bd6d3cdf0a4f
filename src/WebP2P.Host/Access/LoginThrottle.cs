using System.Net;
using System.Net.Sockets;

namespace WebP2P.Host.Access;

/// <summary>How often one address may try to sign in: five at once, then one every ten seconds.</summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    public const int Burst = 5;
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(10);

    private const int AddressesMax = 1000;
    private readonly Lock gate = new();

    /// <summary>When an address's attempts are all given back; one that is past needs no entry.</summary>
    private readonly Dictionary<IPAddress, DateTimeOffset> fullAt = [];

    /// <summary>Null when the attempt may be made, else how long to wait.</summary>
    public TimeSpan? Take(IPAddress? address)
    {
        var key = Network(address ?? IPAddress.None);
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (fullAt.Count >= AddressesMax) Forget(now);
            var full = fullAt.TryGetValue(key, out var known) && known > now ? known : now;
            var wait = full + Refill - now - (Refill * Burst);
            if (wait > TimeSpan.Zero) return wait;
            fullAt[key] = full + Refill;
            return null;
        }
    }

    /// <summary>Whoever has signed in has proven to be the owner.</summary>
    public void Clear(IPAddress? address)
    {
        lock (gate) fullAt.Remove(Network(address ?? IPAddress.None));
    }

    /// <summary>Under a flood from many addresses, first those that may try freely again go, then all.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, full) in fullAt)
            if (full <= now) fullAt.Remove(address);
        if (fullAt.Count >= AddressesMax) fullAt.Clear();
    }

    /// <summary>One line of IPv6 has a /64 of addresses to itself.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
