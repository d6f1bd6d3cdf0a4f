using WebP2P.Node.Control;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The state of a running download and its reason, from how it stands with its sources.</summary>
internal static class DownloadStanding
{
    /// <summary>Pieces that come one by one are no reason to stop and go.</summary>
    private const int QuietMs = 5_000;

    public static (DownloadState State, string Reason) Of(DownloadPlan plan, DownloadMode mode, bool isLooking, long nowMs)
    {
        var sources = plan.Sources;
        var granted = sources.Count(source => source.Standing == SourceStanding.Granted);
        if (granted > 0 && IsStarved(plan, nowMs)) return (DownloadState.Waiting, Starved(granted));
        if (granted > 0) return (DownloadState.Running, granted == 1 ? "Copying from 1 source." : $"Copying from {granted} sources.");
        if (sources.FirstOrDefault(source => source.Standing == SourceStanding.Queued) is { } queued) return (DownloadState.Waiting, $"Waits for a slot. {queued.Reason}");
        if (mode == DownloadMode.Single && plan.HasOnlyLeftSources) return (DownloadState.Failed, $"The chosen source gave wrong data. {sources[0].Reason}");
        var asked = sources.Count(SourceTable.IsContacted);
        if (isLooking || (asked > 0 && sources.All(source => source.Failures == 0))) return (DownloadState.Searching, asked == 0 ? "Looking for sources." : sources.Count == 1 ? "Connecting to its only known source." : $"Connecting to {asked} of {sources.Count} sources.");
        return (DownloadState.Waiting, SourceWait.Unanswered(sources.Count));
    }

    /// <summary>Every source that gives has given all it has: to call that running would take the place of another download.</summary>
    private static bool IsStarved(DownloadPlan plan, long nowMs) => plan.HasLayer && plan.InFlightBytes == 0 && plan.Sources
        .Where(source => source.Standing == SourceStanding.Granted)
        .All(source => nowMs - source.QuietSinceMs >= QuietMs && source.Pieces?.HasOther(plan.Verified) != true);

    private static string Starved(int sources) => sources == 1
        ? "Its one source has nothing of what is missing; it goes on the moment somebody has."
        : $"None of its {sources} sources has anything of what is missing; it goes on the moment somebody has.";
}
