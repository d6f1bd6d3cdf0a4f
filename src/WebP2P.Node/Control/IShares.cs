using WebP2P.Protocols.Content;

namespace WebP2P.Node.Control;

/// <summary>The folders the owner offers, and the files in them.</summary>
public interface IShares
{
    IReadOnlyList<ShareView> List();

    ShareView? Find(Guid id);

    /// <summary>Conflict: the same or a nested folder. Invalid: missing, unreadable or forbidden. The scan starts at once, in the background.</summary>
    Task<Outcome<ShareView>> AddAsync(string path, CancellationToken cancellationToken);

    /// <summary>False when there is no such share. The files stay on the disk.</summary>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>False when there is no such share.</summary>
    bool Rescan(Guid id);

    /// <summary>Folders inside a folder of this machine, for the picker; null path: the places to begin.</summary>
    Outcome<FolderView> Folder(string? path);

    /// <summary>How many files and bytes sharing this folder would offer; stops counting at 100,000 files.</summary>
    Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken);

    Task<Page<LibraryFile>> FilesAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Contents of this hash that this node has or knows: more than one when sizes differ.</summary>
    Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken);

    /// <summary>Opens an own, complete file for reading; null when it is not here or no longer what it was.</summary>
    Task<OwnFile?> OpenAsync(ContentId content, CancellationToken cancellationToken);
}

public enum ShareState { Scanning, Hashing, Ready, Missing, Unreadable }

/// <param name="Name">How others see the folder.</param>
/// <param name="Automatic">The downloads folder, or a folder given by option; it cannot be removed here.</param>
public sealed record ShareView(Guid Id, string Path, string Name, ShareState State, string Reason, bool Automatic, long Files, long Bytes, ScanProgress? Scan, DateTimeOffset? ScannedAt, IReadOnlyList<SkippedFile> Skipped)
{
    /// <summary>What it leaves out, besides what every share does.</summary>
    public ExcludeSettings Rules { get; init; } = ExcludeSettings.None;
}

/// <param name="FilesFound">To be hashed, so far.</param>
/// <param name="BytesPerSecond">Of the last seconds, as <paramref name="FilesPerSecond"/>.</param>
/// <param name="EtaMs">Null while it cannot be told.</param>
public sealed record ScanProgress(long FilesDone, long FilesFound, long BytesDone, long BytesFound, long BytesPerSecond, long? EtaMs, double FilesPerSecond = 0);

public sealed record SkippedFile(string Path, string Reason);

public sealed record FolderView(string Path, string? Parent, IReadOnlyList<FolderEntry> Folders);

/// <param name="Refusal">Why it may not be shared; null when it may.</param>
public sealed record FolderEntry(string Path, string Name, string? Refusal);

/// <param name="Complete">False when counting stopped early.</param>
public sealed record FolderPreview(string Path, long Files, long Bytes, bool Complete);

/// <param name="Path">Inside the share, with the share's name in front.</param>
public sealed record LibraryFile(ContentHash Hash, long Size, string Name, string Path, ContentKind Kind, DateTimeOffset Modified, Guid ShareId);

public enum LocalState { None, Partial, Complete }

public sealed record ContentView(ContentHash Hash, long Size, IReadOnlyList<string> Names, LocalState Local)
{
    /// <summary>The complete files of it, each inside its share, with the share's name in front.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];
}

public sealed record OwnFile(Stream Stream, string Name, DateTimeOffset Modified);
