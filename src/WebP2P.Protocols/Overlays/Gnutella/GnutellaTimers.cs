namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The timers of the machine.</summary>
internal static class GnutellaTimers
{
    public const int SearchKind = 2;

    public static readonly TimerKey Upkeep = new(1);
    public static readonly TimerKey Pings = new(3);
    public static readonly TimerKey Sources = new(4);
    public static readonly TimerKey Routes = new(5);
    public static readonly TimerKey Hosts = new(6);

    public static TimerKey Search(int number) => new(SearchKind, (UInt128)number);
}
