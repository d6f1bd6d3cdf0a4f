using System.Text;

namespace WebP2P.Node.Library;

/// <summary>A regular file of a share, or an entry that is not offered.</summary>
/// <param name="RelativePath">Parts joined by '/'.</param>
/// <param name="SkipReason">Null when it is offered.</param>
/// <param name="IsExcluded">Not offered because a rule says so, not because of a problem.</param>
internal readonly record struct FoundEntry(string RelativePath, FileStat Stat, string? SkipReason, bool IsExcluded = false);

/// <summary>Why a rule leaves an entry out; null when none does. A folder that is left out is not entered.</summary>
internal delegate string? WalkFilter(string relativePath, in FileStat stat);

/// <summary>Goes through a folder and all in it; enters no link, opens no file.</summary>
internal static class FolderWalk
{
    /// <summary>Folders inside each other.</summary>
    public const int DepthMax = 32;

    /// <summary>Folder and name as they are registered, in bytes of UTF-8, without the share's name.</summary>
    private const int PathBytesMax = 1_900;

    private const string TooDeep = "it lies too deep: more than 32 folders inside each other, or too long a path";

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <exception cref="DirectoryNotFoundException">The folder itself is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself cannot be read.</exception>
    public static IEnumerable<FoundEntry> Walk(string root, WalkFilter filter, CancellationToken cancellationToken)
    {
        var pending = new Stack<(string Relative, int Depth)>([("", 0)]);
        while (pending.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var names = Names(root, folder.Relative, out var problem);
            if (problem is not null) yield return new FoundEntry(folder.Relative, default, problem);
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var relative = folder.Relative.Length == 0 ? name : $"{folder.Relative}/{name}";
                var stat = FileStat.Of(Path.Combine(root, relative));
                var unfinished = IsUnfinished(name) ? "an unfinished download" : null;
                var excluded = unfinished is null ? filter(relative, stat) : null;
                var reason = unfinished ?? excluded ?? Reason(name, relative, stat, folder.Depth);
                if (reason is not null || stat.Kind == EntryKind.File) yield return new FoundEntry(relative, stat, reason, excluded is not null);
                else pending.Push((relative, folder.Depth + 1));
            }
        }
    }

    private static string[] Names(string root, string relative, out string? problem)
    {
        problem = null;
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Path.Combine(root, relative), "*", Everything).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (relative.Length > 0 && error is IOException or UnauthorizedAccessException)
        {
            problem = error is UnauthorizedAccessException ? "the folder cannot be read: permission denied" : "the folder cannot be read";
            return [];
        }
    }

    private static bool IsUnfinished(string name) => name.StartsWith(".webp2p-", StringComparison.Ordinal) && name.EndsWith(".part", StringComparison.Ordinal);

    private static string? Reason(string name, string relative, FileStat stat, int depth)
    {
        if (depth >= DepthMax || Encoding.UTF8.GetByteCount(relative) > PathBytesMax) return TooDeep;
        return stat.Kind switch
        {
            EntryKind.Missing when name.Contains('\uFFFD', StringComparison.Ordinal) => "its name is not valid Unicode",
            EntryKind.Missing => "it vanished during the scan",
            EntryKind.Link => "links are not followed",
            EntryKind.Special => "not a regular file",
            EntryKind.Unreadable => "it cannot be read",
            EntryKind.File when stat.Size > Protocols.Content.ContentId.SizeBytesMax => "larger than 8 TiB",
            _ => null,
        };
    }
}
