using System.Diagnostics;

namespace WebP2P.Host.Lab;

/// <summary>Progress is told four times a second, however often a run calls.</summary>
internal sealed class LabPace
{
    private const int IntervalMs = 250;
    private long last;

    public bool IsDue()
    {
        if (last != 0 && Stopwatch.GetElapsedTime(last).TotalMilliseconds < IntervalMs) return false;
        last = Stopwatch.GetTimestamp();
        return true;
    }
}
