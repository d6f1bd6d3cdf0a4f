using WebP2P.Protocols.Content;

namespace WebP2P.Node.Control;

/// <summary>What this node offers, folder by folder, as others see it too.</summary>
public interface ILibraryTree
{
    /// <summary>
    /// Without a query a folder's entries, folders first; with one the files in and below it that match. A page may hold less than was asked for,
    /// even nothing, and still have a next one. Invalid: the query cannot be read.
    /// </summary>
    Task<Outcome<Page<LibraryEntry>>> ListAsync(LibraryQuestion question, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Contents that lie in several places, those that waste most first.</summary>
    Task<Page<Duplicate>> DuplicatesAsync(PageRequest page, CancellationToken cancellationToken);
}

/// <param name="Path">Share name and folders inside it, joined by '/'; empty for the shares themselves.</param>
/// <param name="Query">In the search language; null lists the folder.</param>
public sealed record LibraryQuestion(string Path, string? Query = null)
{
    /// <summary>Most bytes of UTF-8 of a path: share name, folders and name.</summary>
    public const int PathBytesMax = 2_200;
}

public enum LibraryEntryType { Folder, File }

/// <summary>A folder or a file of a library.</summary>
/// <param name="Path">Share name, folders inside it and the name, joined by '/'; never a path of a disk.</param>
/// <param name="Size">Bytes; of a folder: of everything below it.</param>
/// <param name="Files">Of a folder: all files below it; null for a file.</param>
/// <param name="Hash">Null for a folder and for an empty file, which is never copied.</param>
/// <param name="Kind">Null for a folder.</param>
public sealed record LibraryEntry(LibraryEntryType Type, string Name, string Path, long Size, long? Files, ContentHash? Hash, ContentKind? Kind, DateTimeOffset? Modified)
{
    /// <summary>Null for a folder and for an empty file.</summary>
    public ContentId? Content() => Hash is { } hash && Size > 0 ? new ContentId(hash, Size) : null;

    public static LibraryEntry OfFolder(string name, string path, long files, long size) => new(LibraryEntryType.Folder, name, path, size, files, null, null, null);

    public static LibraryEntry OfFile(ContentHash? hash, long size, string name, string folder, DateTimeOffset? modified) =>
        new(LibraryEntryType.File, name, $"{folder}/{name}", size, null, hash, ContentKinds.FromName(name), modified);
}

/// <summary>The same bytes in several files.</summary>
/// <param name="WastedBytes">What one copy fewer than there are takes.</param>
/// <param name="Paths">At most 20, as <see cref="LibraryEntry.Path"/>.</param>
public sealed record Duplicate(ContentHash Hash, long Size, long Copies, long WastedBytes, IReadOnlyList<string> Paths);
