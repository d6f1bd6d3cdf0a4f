namespace WebP2P.Node.Transfers;

/// <summary>The time on the wall where this machine is. The framework remembers the zone of the start; a laptop travels, so the system is asked again now and then.</summary>
internal sealed class WallClock(TimeProvider time)
{
    private static readonly TimeSpan ZoneIsKept = TimeSpan.FromSeconds(30);

    private long zoneReadAt = time.GetTimestamp();

    public DateTimeOffset Now
    {
        get
        {
            if (time.GetElapsedTime(zoneReadAt) >= ZoneIsKept)
            {
                zoneReadAt = time.GetTimestamp();
                TimeZoneInfo.ClearCachedData();
            }
            return time.GetLocalNow();
        }
    }
}
