namespace WebP2P.Node.Library.Tree;

/// <summary>One folder that holds files, and the counts of everything below it.</summary>
/// <param name="Folders">By name, byte by byte.</param>
internal sealed record TreeFolder(string Name, long Files, long Bytes, IReadOnlyList<TreeFolder> Folders);

/// <summary>The folders of a library at one moment; immutable, so that many read it at once.</summary>
internal sealed class FolderTree
{
    private readonly TreeFolder root;

    private FolderTree(TreeFolder root) => this.root = root;

    public static FolderTree Empty { get; } = new(new TreeFolder("", 0, 0, []));

    /// <param name="folders">Parts joined by '/', each once, with the files that lie in it directly.</param>
    public static FolderTree From(IEnumerable<(string Folder, long Files, long Bytes)> folders)
    {
        var growing = new Growing();
        foreach (var (folder, files, bytes) in folders) growing.Add(folder.Split('/'), files, bytes);
        return new FolderTree(growing.Done(""));
    }

    /// <summary>Null when no file lies in it or below it. The empty path is the library.</summary>
    public TreeFolder? Find(string path)
    {
        var found = root;
        if (path.Length == 0) return found;
        foreach (var part in path.Split('/'))
        {
            if (First(found.Folders, part) is not { } index || found.Folders[index].Name != part) return null;
            found = found.Folders[index];
        }
        return found;
    }

    /// <summary>At most so many folders behind a name; null begins at the first.</summary>
    public static IReadOnlyList<TreeFolder> After(TreeFolder folder, string? name, int max)
    {
        if (name is null) return [.. folder.Folders.Take(max)];
        if (First(folder.Folders, name) is not { } index) return [];
        if (folder.Folders[index].Name == name) index++;
        return [.. folder.Folders.Skip(index).Take(max)];
    }

    /// <summary>Place of the first name that is not before this one; null when all are.</summary>
    private static int? First(IReadOnlyList<TreeFolder> folders, string name)
    {
        var (low, high) = (0, folders.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(folders[middle].Name, name) < 0) low = middle + 1;
            else high = middle;
        }
        return low < folders.Count ? low : null;
    }

    private sealed class Growing
    {
        private readonly Dictionary<string, Growing> folders = new(StringComparer.Ordinal);
        private long files;
        private long bytes;

        public void Add(ReadOnlySpan<string> parts, long addedFiles, long addedBytes)
        {
            (files, bytes) = (files + addedFiles, bytes + addedBytes);
            if (parts.IsEmpty) return;
            if (!folders.TryGetValue(parts[0], out var folder)) folders[parts[0]] = folder = new Growing();
            folder.Add(parts[1..], addedFiles, addedBytes);
        }

        public TreeFolder Done(string name) =>
            new(name, files, bytes, [.. folders.OrderBy(folder => folder.Key, StringComparer.Ordinal).Select(folder => folder.Value.Done(folder.Key))]);
    }
}
