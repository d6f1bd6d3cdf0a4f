using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Control;

/// <summary>Copies to this node.</summary>
public interface IDownloads
{
    IReadOnlyList<DownloadView> List(DownloadState? state);

    DownloadView? Find(Guid id);

    /// <summary>Conflict: the same content is already being copied, or is here (with its id). Without a source it waits for one.</summary>
    Task<Outcome<DownloadView>> StartAsync(DownloadStart request, CancellationToken cancellationToken);

    Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken);

    Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Begins anew with every source, also those that were left; nothing that is verified is lost.</summary>
    Task<Outcome<DownloadView>> RetryAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Hashes again what is here, also of a finished file; what is wrong is fetched again.</summary>
    Task<Outcome<DownloadView>> VerifyAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Brings a finished file to another folder, perhaps on another disk; it stays offered meanwhile and there.</summary>
    /// <param name="folder">Whole path of a folder that is there and has no file of the name.</param>
    Task<Outcome<DownloadView>> MoveAsync(Guid id, string folder, CancellationToken cancellationToken);

    /// <summary>Changes the place in the queue; what runs goes on.</summary>
    Task<Outcome<DownloadView>> PrioritizeAsync(Guid id, DownloadPriority priority, CancellationToken cancellationToken);

    /// <summary>Changes which pieces come first; what is on its way stays, the next request follows the new order.</summary>
    Task<Outcome<DownloadView>> OrderAsync(Guid id, DownloadOrder order, CancellationToken cancellationToken);

    /// <summary>Pauses all that is not finished; answers how many that were.</summary>
    Task<int> PauseAllAsync(CancellationToken cancellationToken);

    /// <summary>Resumes all that is paused; answers how many that were.</summary>
    Task<int> ResumeAllAsync(CancellationToken cancellationToken);

    /// <summary>Removes the download; a finished file is deleted only when asked.</summary>
    /// <returns>Null when it is gone; else why not, and it is as before.</returns>
    Task<Refusal?> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken);

    /// <summary>Null when there is no such download.</summary>
    IReadOnlyList<DownloadSource>? Sources(Guid id);

    /// <summary>Run-length, in piece order. Null when there is no such download.</summary>
    IReadOnlyList<PieceRunView>? Pieces(Guid id);
}

public enum DownloadMode { Multi, Single }

/// <summary>What happens when a share of this node has the content already. Link: a second name of the same file; a copy where that is not possible.</summary>
public enum OwnFileUse { Refuse, Link, Copy, Transfer }

/// <param name="Content">Its size may be unknown to the caller; the API resolves a bare hash before.</param>
/// <param name="SearchId">The search whose sources are to be used.</param>
/// <param name="Mode">Single: only the one source named.</param>
public sealed record DownloadStart(ContentId Content, string? Name = null, Guid? SearchId = null, DownloadMode Mode = DownloadMode.Multi, IReadOnlyList<NodeId>? Sources = null, bool RequireSource = false)
{
    /// <summary>Whole path of the folder for the file, when it is not the usual one.</summary>
    public string? Folder { get; init; }

    /// <summary>Counts only when the content is here.</summary>
    public OwnFileUse IfHere { get; init; } = OwnFileUse.Refuse;

    public DownloadOrder Order { get; init; } = DownloadOrder.Rarest;
}

public enum DownloadState { Queued, Searching, Waiting, Running, Paused, Verifying, Completed, Failed }

/// <summary>Who paused a download: only the owner's pause waits for the owner.</summary>
public enum PausedBy { Owner, Disk, Schedule }

/// <summary>Which downloads of the queue run first; of the same priority the older ones.</summary>
public enum DownloadPriority { Low, Normal, High }

/// <summary>Which pieces come first. Rarest: those that the fewest sources have, which is best for all who copy. Sequential: the first that is missing, to use the beginning while the rest arrives.</summary>
public enum DownloadOrder { Rarest, Sequential }

/// <param name="Reason">One sentence.</param>
/// <param name="Path">Where it is, or will be, on this machine.</param>
public sealed record DownloadView(
    Guid Id,
    ContentHash Hash,
    long Size,
    string Name,
    DownloadState State,
    string Reason,
    PausedBy? PausedBy,
    DownloadMode Mode,
    long BytesDone,
    int PieceSize,
    string Path,
    long BytesPerSecond,
    long? EtaMs,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<DownloadSource> Sources,
    IReadOnlyList<PieceRunView> Pieces)
{
    public DownloadPriority Priority { get; init; } = DownloadPriority.Normal;

    public DownloadOrder Order { get; init; } = DownloadOrder.Rarest;
}

public enum SourceState { Connecting, Queued, Active, Idle, Lost, Left }

/// <param name="Number">Index used in <see cref="PieceRunView.Source"/>; stays for the download's life.</param>
/// <param name="State">Left: this node will not be asked again (bad pieces).</param>
public sealed record DownloadSource(int Number, NodeId NodeId, string? Name, string? Address, SourceState State, string Reason, bool Complete, int PiecesHeld, long BytesGiven, long BytesPerSecond, int BadPieces);

public enum PieceState { Missing, Arriving, Verified }

/// <param name="Source">Number of the source that gives or gave these pieces; null when missing or unknown.</param>
public readonly record struct PieceRunView(PieceState State, int? Source, int Count);
