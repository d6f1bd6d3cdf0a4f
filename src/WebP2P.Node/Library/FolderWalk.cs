using System.IO.Enumeration;
using System.Text;

namespace WebP2P.Node.Library;

/// <summary>A regular file of a share, or an entry that is not offered.</summary>
/// <param name="RelativePath">Parts joined by '/'.</param>
/// <param name="SkipReason">Null when it is offered.</param>
/// <param name="IsExcluded">Not offered because a rule says so, not because of a problem.</param>
/// <param name="IsFolder">Stands for all that lies in it.</param>
internal readonly record struct FoundEntry(string RelativePath, FileStat Stat, string? SkipReason, bool IsExcluded = false, bool IsFolder = false)
{
    /// <summary>Where it stands in <see cref="PathOrder"/>.</summary>
    public string Place => IsFolder ? $"{RelativePath}/" : RelativePath;

    /// <summary>A folder that was not entered, because nothing is known to have changed in it.</summary>
    public bool IsPassedBy => IsFolder && SkipReason is null;
}

/// <summary>Why a rule leaves an entry out; null when none does. A folder that is left out is not entered.</summary>
internal delegate string? WalkFilter(string relativePath, in FileStat stat);

/// <summary>Goes through a folder and all in it, in <see cref="PathOrder"/>; enters no link, opens no file, remembers only the folders it is in.</summary>
internal sealed class FolderWalk(string root, WalkFilter filter, Func<string, bool>? enters = null)
{
    /// <summary>Folders inside each other.</summary>
    public const int DepthMax = 32;

    /// <summary>Folder and name as they are registered, in bytes of UTF-8, without the share's name.</summary>
    private const int PathBytesMax = 1_900;

    private const string NotUnicode = "its name is not valid Unicode";
    private const string TooDeep = "it lies too deep: more than 32 folders inside each other, or too long a path";

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <exception cref="DirectoryNotFoundException">The folder itself is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself cannot be read.</exception>
    public static IEnumerable<FoundEntry> Walk(string root, WalkFilter filter, CancellationToken cancellationToken) => new FolderWalk(root, filter).In("", cancellationToken);

    /// <param name="start">A folder of the share; empty for the share itself.</param>
    public IEnumerable<FoundEntry> In(string start, CancellationToken cancellationToken)
    {
        var pending = new Stack<Level>();
        var depth = start.Length == 0 ? 0 : start.Count(letter => letter == '/') + 1;
        pending.Push(new Level(start, Names(start, out var startProblem)));
        if (startProblem is not null) yield return new FoundEntry(start, default, startProblem, IsFolder: true);
        while (pending.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!level.TryNext(out var name, out var isRepeated))
            {
                pending.Pop();
                continue;
            }
            var relative = level.Folder.Length == 0 ? name : $"{level.Folder}/{name}";
            var stat = FileStat.Of(Path.Combine(root, relative));
            var isFolder = stat.Kind == EntryKind.Folder;
            var problem = isRepeated ? NotUnicode : IsUnfinished(name) ? "an unfinished download" : null;
            var excluded = problem is null ? filter(relative, stat) : null;
            var reason = problem ?? excluded ?? Reason(name, relative, stat, depth + pending.Count - 1);
            if (reason is not null || !isFolder) yield return new FoundEntry(relative, stat, reason, excluded is not null, isFolder);
            else if (enters is not null && !enters(relative)) yield return new FoundEntry(relative, stat, null, IsFolder: true);
            else
            {
                pending.Push(new Level(relative, Names(relative, out var unreadable)));
                if (unreadable is not null) yield return new FoundEntry(relative, stat, unreadable, IsFolder: true);
            }
        }
    }

    /// <summary>Names in order, those of folders with the slash that stands behind them in paths.</summary>
    private List<string> Names(string relative, out string? problem)
    {
        problem = null;
        try
        {
            var names = new List<string>(new FileSystemEnumerable<string>(
                Path.Combine(root, relative),
                (ref FileSystemEntry entry) => entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0 ? $"{entry.FileName}/" : entry.FileName.ToString(),
                Everything));
            names.Sort(PathOrder.Instance);
            return names;
        }
        catch (Exception error) when (relative.Length > 0 && error is IOException or UnauthorizedAccessException)
        {
            problem = error is UnauthorizedAccessException ? "the folder cannot be read: permission denied" : "the folder cannot be read";
            return [];
        }
    }

    private static bool IsUnfinished(string name) => name.StartsWith(".webp2p-", StringComparison.Ordinal) && name.EndsWith(".part", StringComparison.Ordinal);

    private static string? Reason(string name, string relative, in FileStat stat, int depth)
    {
        if (HasLoneSurrogate(name)) return NotUnicode;
        if (depth >= DepthMax || Encoding.UTF8.GetByteCount(relative) > PathBytesMax) return TooDeep;
        return stat.Kind switch
        {
            EntryKind.Missing when name.Contains('\uFFFD', StringComparison.Ordinal) => NotUnicode,
            EntryKind.Missing => "it vanished during the scan",
            EntryKind.Link => "links are not followed",
            EntryKind.Special => "not a regular file",
            EntryKind.Unreadable => "it cannot be read",
            EntryKind.File when stat.Size > Protocols.Content.ContentId.SizeBytesMax => "larger than 8 TiB",
            _ => null,
        };
    }

    private static bool HasLoneSurrogate(string name)
    {
        foreach (var rune in name.AsSpan().EnumerateRunes())
            if (rune == Rune.ReplacementChar && !name.Contains('\uFFFD', StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>A folder that the walk is in.</summary>
    private sealed class Level(string folder, List<string> names)
    {
        private int next;

        public string Folder => folder;

        /// <param name="isRepeated">Names that are not UTF-8 can look like others: the first is the one that can be opened.</param>
        public bool TryNext(out string name, out bool isRepeated)
        {
            (name, isRepeated) = ("", false);
            if (next == names.Count) return false;
            isRepeated = next > 0 && names[next] == names[next - 1];
            name = names[next++].TrimEnd('/');
            return true;
        }
    }
}
