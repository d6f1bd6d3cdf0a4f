using System.Text;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Tree;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Links;

/// <summary>Believes of another node's answer only what can be true: names that are names, sizes in range, nothing that was not asked for.</summary>
/// <param name="query">Null when a folder was asked for.</param>
internal sealed class PeerLibraryCheck(string path, Query? query, DropCounters drops)
{
    public const int NameBytesMax = 1_024;

    private const long TimeMax = 253_402_300_799_999; // The end of the year 9999, the last that a date can have.

    /// <summary>Null when the answer is no answer at all; single entries that cannot be true are left out and counted.</summary>
    public IReadOnlyList<LibraryEntry>? Read(PeerLibraryPage answer, int limit)
    {
        if (answer is not { Folders: { } folders, Files: { } files } || folders.Count + files.Count > limit || (query is not null && folders.Count > 0)) return null;
        List<LibraryEntry> entries = [.. folders.Select(Folder).OfType<LibraryEntry>(), .. files.Select(File).OfType<LibraryEntry>()];
        List<LibraryEntry> once = [.. entries.DistinctBy(entry => (entry.Type, entry.Path))];
        for (var left = once.Count; left < folders.Count + files.Count; left++) drops.Count(DropReason.DoesNotMatch);
        return once;
    }

    private LibraryEntry? Folder(PeerLibraryFolder folder)
    {
        if (folder is not { Files: >= 0, Bytes: >= 0 } || !IsName(folder.Name)) return null;
        return LibraryEntry.OfFolder(folder.Name, path.Length == 0 ? folder.Name : $"{path}/{folder.Name}", folder.Files, folder.Bytes);
    }

    private LibraryEntry? File(PeerLibraryFile file)
    {
        if (file is not { Size: >= 0 and <= ContentId.SizeBytesMax, ModifiedUnixMs: >= 0 and <= TimeMax } || !IsName(file.Name) || !IsPlace(file.Folder)) return null;
        ContentHash? hash = null;
        if (file.Hash is { } text)
        {
            if (!ContentHash.TryParse(text, out var parsed)) return null;
            hash = parsed;
        }
        if (hash is null != (file.Size == 0)) return null;
        if (query is not null && !LibraryMatch.Matches(query, file.Folder, file.Name, hash, file.Size)) return null;
        return LibraryEntry.OfFile(hash, file.Size, file.Name, file.Folder, DateTimeOffset.FromUnixTimeMilliseconds(file.ModifiedUnixMs));
    }

    /// <summary>A folder's own files lie in it, those a query found in it or below it.</summary>
    private bool IsPlace(string? folder)
    {
        if (folder is null || Encoding.UTF8.GetByteCount(folder) > LibraryQuestion.PathBytesMax || !folder.Split('/').All(IsName)) return false;
        if (folder == path) return true;
        return query is not null && (path.Length == 0 || folder.StartsWith(path + '/', StringComparison.Ordinal));
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 } and not ("." or "..") && !name.AsSpan().ContainsAny('/', '\0') && Encoding.UTF8.GetByteCount(name) <= NameBytesMax;
}
