using System.Net;
using System.Net.Sockets;

namespace WebP2P.Node.Links;

/// <summary>How many new connections one address may open in a minute: few until a known node has come from there. Handed the time.</summary>
internal sealed class ConnectLimits(LinkOptions options, bool isLocalExempt)
{
    private const long WindowMs = 60_000;
    private const int AddressesMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, (long StartMs, int Count)> windows = [];
    private readonly HashSet<IPAddress> proven = [];

    public bool TryTake(IPAddress address, long nowMs)
    {
        if (isLocalExempt && AddressPolicy.IsNear(address)) return true;
        var key = KeyOf(address);
        lock (gate)
        {
            if (!windows.TryGetValue(key, out var window) || nowMs - window.StartMs >= WindowMs) window = (nowMs, 0);
            if (window.Count >= (proven.Contains(key) ? options.ConnectsPerMinuteProven : options.ConnectsPerMinuteUnproven)) return false;
            if (windows.Count >= AddressesMax) Forget(nowMs);
            if (windows.Count >= AddressesMax && !windows.ContainsKey(key)) return false;
            windows[key] = (window.StartMs, window.Count + 1);
            return true;
        }
    }

    /// <summary>A node that is known has come from this address.</summary>
    public void Prove(IPAddress address)
    {
        lock (gate)
        {
            if (proven.Count >= AddressesMax) proven.Clear();
            proven.Add(KeyOf(address));
        }
    }

    private void Forget(long nowMs)
    {
        foreach (var (key, window) in windows)
        {
            if (nowMs - window.StartMs >= WindowMs) windows.Remove(key);
        }
    }

    /// <summary>One household of IPv6 has 2^64 addresses: they count as one.</summary>
    private static IPAddress KeyOf(IPAddress address)
    {
        var plain = AddressPolicy.Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6) return plain;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
