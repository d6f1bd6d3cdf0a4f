using WebP2P.Node.Storage;

namespace WebP2P.Node.Transfers;

/// <summary>
/// Room on the disks for the downloads that have begun. What a file has not taken yet is kept for it, so that a later download cannot take it;
/// a few megabytes stay free for databases and for everybody else. From any thread.
/// </summary>
internal sealed class DiskRoom(DiskCalls calls, long keptFreeBytes)
{
    /// <summary>Of a small disk no larger part is left free.</summary>
    private const int KeptPartOfDisk = 50;

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> sizes = [];

    /// <exception cref="PartFileException">It does not fit beside the others; nothing was written.</exception>
    /// <exception cref="IOException">The disk does not answer.</exception>
    public void Reserve(string path, long sizeBytes)
    {
        lock (gate)
        {
            if (Shortage(path, sizeBytes) is { } shortage) throw new PartFileException(shortage);
            sizes[path] = sizeBytes;
        }
    }

    public void Release(string path)
    {
        lock (gate) sizes.Remove(path);
    }

    /// <summary>Whether <see cref="Reserve"/> would succeed now.</summary>
    /// <exception cref="IOException">The disk does not answer.</exception>
    public bool Fits(string path, long sizeBytes)
    {
        lock (gate) return Shortage(path, sizeBytes) is null;
    }

    /// <summary>Why an unfinished file no longer has the room it was promised, because something else took it; null when it has.</summary>
    /// <exception cref="IOException">The disk does not answer.</exception>
    public DiskTrouble? Overdrawn(string path, long sizeBytes)
    {
        lock (gate)
        {
            if (Missing(path, sizeBytes) is not (> 0 and var missing)) return null;
            var (free, reserved) = (calls.SpaceOf(FolderOf(path)).FreeBytes, ReservedBeside(path));
            return missing + reserved > free ? DiskTrouble.NoRoom(FolderOf(path), missing, free, reserved) : null;
        }
    }

    private DiskTrouble? Shortage(string path, long sizeBytes)
    {
        var needed = Missing(path, sizeBytes);
        if (needed == 0) return null;
        var (free, size) = calls.SpaceOf(FolderOf(path));
        var reserved = Math.Min(keptFreeBytes, size / KeptPartOfDisk) + ReservedBeside(path);
        return needed + reserved > free ? DiskTrouble.NoRoom(FolderOf(path), needed, free, reserved) : null;
    }

    private long ReservedBeside(string path)
    {
        var device = calls.DeviceOf(FolderOf(path));
        return sizes.Where(other => other.Key != path && calls.DeviceOf(FolderOf(other.Key)) == device).Sum(other => Missing(other.Key, other.Value));
    }

    private long Missing(string path, long sizeBytes) => Math.Max(0, sizeBytes - (calls.Find(path)?.AllocatedBytes ?? 0));

    private static string FolderOf(string path) => Path.GetDirectoryName(path)!;
}
