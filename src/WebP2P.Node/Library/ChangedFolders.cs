namespace WebP2P.Node.Library;

/// <summary>Which folders to look through when some have changed.</summary>
internal static class ChangedFolders
{
    /// <summary>For a folder that is gone the nearest one that is there; none behind a link or in a folder that is left out.</summary>
    /// <param name="folders">Inside the share, parts joined by '/'.</param>
    public static IReadOnlyCollection<string> Of(string root, IEnumerable<string> folders, WalkFilter filter)
    {
        var found = new SortedSet<string>(PathOrder.Instance);
        foreach (var folder in folders)
        {
            var there = folder;
            while (there.Length > 0 && FileStat.Of(Path.Combine(root, there)).Kind != EntryKind.Folder) there = there[..Math.Max(0, there.LastIndexOf('/'))];
            if (there.Length == 0 || (!IsLeftOut(root, there, filter) && !SharedFile.PassesLink(root, there))) found.Add(there);
        }
        return found;
    }

    private static bool IsLeftOut(string root, string folder, WalkFilter filter)
    {
        for (var end = folder.IndexOf('/', StringComparison.Ordinal); ; end = folder.IndexOf('/', end + 1))
        {
            var part = end < 0 ? folder : folder[..end];
            if (filter(part, FileStat.Of(Path.Combine(root, part))) is not null) return true;
            if (end < 0) return false;
        }
    }
}
