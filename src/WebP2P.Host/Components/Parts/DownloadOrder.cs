using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Parts;

/// <summary>The order of the list: what moves, what needs the owner, what waits for sources, the queue as it will be taken, what rests, what is complete.</summary>
public static class DownloadOrder
{
    /// <summary>A row changes its place only when its state does.</summary>
    public static IReadOnlyList<DownloadView> Of(IEnumerable<DownloadView> downloads) =>
        [.. downloads.OrderBy(Group).ThenByDescending(download => download.State == DownloadState.Queued ? download.Priority : 0).ThenBy(AgeTicks)];

    private static int Group(DownloadView download) => download.State switch
    {
        _ when DownloadDrawing.NeedsOwner(download) => 1,
        DownloadState.Running or DownloadState.Verifying => 0,
        DownloadState.Searching or DownloadState.Waiting => 2,
        DownloadState.Queued => 3,
        DownloadState.Paused => 4,
        _ => 5,
    };

    // Of what is complete the newest stands first, of everything else the oldest.
    private static long AgeTicks(DownloadView download) => download.CompletedAt is { } end ? -end.UtcTicks : download.StartedAt.UtcTicks;
}
