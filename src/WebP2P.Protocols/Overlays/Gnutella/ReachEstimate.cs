namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How many nodes a query comes to, from what neighbours tell of their degree (dynamic querying proposal of Gnutella).</summary>
internal static class ReachEstimate
{
    private const long HostsMax = 1_000_000_000;

    /// <summary>Behind one neighbour with so many neighbours of its own: the sum of (degree - 1)^i for i below the TTL.</summary>
    public static long Hosts(int degree, int ttl)
    {
        var (hosts, level) = (0L, 1L);
        for (var hop = 0; hop < ttl; hop++)
        {
            hosts = Math.Min(HostsMax, hosts + level);
            level = Math.Min(HostsMax, level * Math.Max(0, degree - 1));
        }
        return hosts;
    }
}
