namespace WebP2P.Node.Library;

/// <summary>Which folders to look through when some have changed.</summary>
internal static class ChangedFolders
{
    /// <summary>For a folder that is gone the nearest one that is there; none behind a link or a hidden folder.</summary>
    /// <param name="folders">Inside the share, parts joined by '/'.</param>
    public static IReadOnlyCollection<string> Of(string root, IEnumerable<string> folders)
    {
        var found = new SortedSet<string>(PathOrder.Instance);
        foreach (var folder in folders)
        {
            var there = folder;
            while (there.Length > 0 && FileStat.Of(Path.Combine(root, there)).Kind != EntryKind.Folder) there = there[..Math.Max(0, there.LastIndexOf('/'))];
            if (there.Length == 0 || (!IsHidden(there) && !SharedFile.PassesLink(root, there))) found.Add(there);
        }
        return found;
    }

    private static bool IsHidden(string folder) => folder.Split('/').Any(part => part.StartsWith('.'));
}
