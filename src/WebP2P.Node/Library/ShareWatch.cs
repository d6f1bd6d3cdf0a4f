namespace WebP2P.Node.Library;

/// <summary>Watches one folder and all in it; tells which folders changed.</summary>
internal sealed class ShareWatch : IDisposable
{
    /// <summary>Each costs the system about 1 KiB, and it has only so many for all programs.</summary>
    public const int FoldersMax = 50_000;

    private static readonly EnumerationOptions AllFolders = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, RecurseSubdirectories = true };

    private readonly FileSystemWatcher watcher;
    private readonly FileStat root;
    private readonly Action<string> onFolder;

    private ShareWatch(string path, Action<string> onFolder, Action<Exception> onError)
    {
        this.onFolder = onFolder;
        root = FileStat.Of(path);
        watcher = new FileSystemWatcher(path)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = 64 * 1024,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Created += (_, told) => Told(told.FullPath);
        watcher.Changed += (_, told) => Told(told.FullPath);
        watcher.Deleted += (_, told) => Told(told.FullPath);
        watcher.Renamed += (_, told) =>
        {
            Told(told.OldFullPath);
            Told(told.FullPath);
        };
        watcher.Error += (_, told) => onError(told.GetException());
    }

    /// <returns>Why it cannot be watched, in one sentence; null when it is watched, or not there.</returns>
    public static string? TryBegin(string path, Action<string> onFolder, Action<Exception> onError, out ShareWatch? watch)
    {
        watch = null;
        try
        {
            if (Directory.EnumerateDirectories(path, "*", AllFolders).Skip(FoldersMax).Any()) return $"it holds more than {FoldersMax:N0} folders.";
            watch = new ShareWatch(path, onFolder, onError);
            watch.watcher.EnableRaisingEvents = true;
            return null;
        }
        catch (Exception error) when (error is DirectoryNotFoundException or ArgumentException)
        {
            watch?.Dispose();
            watch = null;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            watch?.Dispose();
            watch = null;
            return error.Message;
        }
    }

    /// <summary>Whether it watches what lies at the path now: another drive there is another folder.</summary>
    public bool IsOf(string path) => watcher.Path == path && FileStat.Of(path) is var now && now.Device == root.Device && now.Inode == root.Inode;

    /// <inheritdoc />
    public void Dispose() => watcher.Dispose();

    /// <summary>Unfinished downloads change all the time, and are no files of the share.</summary>
    private void Told(string path)
    {
        var relative = Path.GetRelativePath(watcher.Path, path).Replace(Path.DirectorySeparatorChar, '/');
        var slash = relative.LastIndexOf('/');
        if (!relative.AsSpan(slash + 1).StartsWith(".webp2p-", StringComparison.Ordinal)) onFolder(slash < 0 ? "" : relative[..slash]);
    }
}
