using WebP2P.Host.Components.Drawings;
using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Parts;

/// <summary>A download as drawn: its pieces in the colours of their sources.</summary>
public static class DownloadDrawing
{
    /// <summary>The colour of each source by its number.</summary>
    public static IReadOnlyDictionary<int, int> Colours(DownloadView download)
    {
        var sources = download.Sources.OrderBy(source => source.Number).ToList();
        var colours = SourceColours.Assign([.. sources.Select(source => source.NodeId.ToString())]);
        return sources.Select((source, i) => (source.Number, Colour: colours[i])).ToDictionary(pair => pair.Number, pair => pair.Colour);
    }

    /// <summary>The pieces as runs for the strip.</summary>
    public static IReadOnlyList<PieceRun> Runs(DownloadView download)
    {
        var colours = Colours(download);
        return [.. download.Pieces.Select(run => new PieceRun(run.State, run.Source is { } number && colours.TryGetValue(number, out var colour) ? colour : null, run.Count))];
    }

    /// <summary>Per cent that is here and proven, rounded down, so that 100 means all.</summary>
    public static int PercentDone(DownloadView download) => download.Size == 0 ? 100 : (int)(100.0 * download.BytesDone / download.Size);

    /// <summary>Whether the owner has to do something.</summary>
    public static bool NeedsOwner(DownloadView download) => download.State == DownloadState.Failed || download.PausedBy == PausedBy.Disk;

    /// <summary>The state in a word or two, before its reason.</summary>
    public static string StateWord(DownloadView download) => (download.State, download.PausedBy) switch
    {
        (DownloadState.Queued, _) => "In the queue",
        (DownloadState.Searching, _) => "Looking",
        (DownloadState.Waiting, _) => "Waiting",
        (DownloadState.Running, _) => "Copying",
        (DownloadState.Verifying, _) => "Checking",
        (DownloadState.Paused, PausedBy.Disk) => "Paused by the disk",
        (DownloadState.Paused, PausedBy.Schedule) => "Paused by the schedule",
        (DownloadState.Paused, _) => "Paused by you",
        (DownloadState.Completed, _) => "Complete",
        _ => "Needs you",
    };

    /// <summary>Whether the place in the queue still means something.</summary>
    public static bool HasPlace(DownloadView download) => download.State is not (DownloadState.Completed or DownloadState.Failed);

    /// <summary>Whether trying anew could help.</summary>
    public static bool CanRetry(DownloadView download) => download.State is DownloadState.Failed or DownloadState.Waiting || (download.State == DownloadState.Searching && download.BytesPerSecond == 0);

    /// <summary>Whether there is something to hash again.</summary>
    public static bool CanVerify(DownloadView download) => download.State != DownloadState.Verifying && download.BytesDone > 0;

    /// <summary>Whether a pause would change anything.</summary>
    public static bool CanPause(DownloadView download) => download.State is DownloadState.Queued or DownloadState.Searching or DownloadState.Waiting or DownloadState.Running
        || download is { State: DownloadState.Verifying, CompletedAt: null };

    /// <summary>The class that colours the state's sentence.</summary>
    public static string StateClass(DownloadView download) => (download.State, NeedsOwner(download)) switch
    {
        (_, true) => "needs",
        (DownloadState.Completed, _) => "done",
        _ => "why",
    };
}
