using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>What the owner may do with a download as it stands.</summary>
internal static class DownloadChoices
{
    public const string PausedByYou = "Paused by you.";

    public static Refusal NothingToRetry { get; } = new(RefusalKind.Conflict, "download-complete", "This download is complete, so there is nothing to fetch again. Verify it to have its file checked.");

    /// <summary>Whether there is something that the owner's pause would stop.</summary>
    public static bool CanPause(DownloadJob job) => job.State switch
    {
        DownloadState.Completed or DownloadState.Failed => false,
        DownloadState.Verifying => job.Row.CompletedUnixMs is null,
        DownloadState.Paused => job.Row.PausedBy != (int)PausedBy.Owner,
        _ => true,
    };

    /// <summary>Another download of the same content that has not ended: both would write one file.</summary>
    public static DownloadJob? Other(DownloadJob job, DownloadTable table) => table.All.FirstOrDefault(other =>
        other != job && other.Content == job.Content && other.State is not (DownloadState.Completed or DownloadState.Failed));
}
