using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Library;

internal enum EntryKind { Missing, File, Folder, Link, Special, Unreadable }

/// <summary>What a path is, without following links. While size, time, device and inode stay, so do the bytes.</summary>
/// <param name="ModifiedTicks">UTC, 100 ns.</param>
/// <param name="Device">0 together with the inode where the system gives none.</param>
internal readonly record struct FileStat(EntryKind Kind, long Size, long ModifiedTicks, long Device, long Inode)
{
    private const int FormatMask = 0xF000, RegularFormat = 0x8000, FolderFormat = 0x4000, LinkFormat = 0xA000;

    public long ModifiedUnixMs => (ModifiedTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public static FileStat Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return Portable(path);
        if (UnixCalls.StatAt(UnixCalls.CurrentFolder, path, UnixCalls.NoFollowAtStat, UnixCalls.BasicStat, out var stat) == 0) return From(stat);
        return new FileStat(System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == UnixCalls.NoEntry ? EntryKind.Missing : EntryKind.Unreadable, 0, 0, 0, 0);
    }

    /// <summary>Of an open file; <paramref name="path"/> serves systems without that call.</summary>
    public static FileStat Of(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux()) return Portable(path);
        return UnixCalls.StatAt(file, "", UnixCalls.EmptyPath, UnixCalls.BasicStat, out var stat) == 0 ? From(stat) : default;
    }

    private static FileStat From(in UnixCalls.Stat stat) => new(
        (stat.Mode & FormatMask) switch
        {
            RegularFormat => EntryKind.File,
            FolderFormat => EntryKind.Folder,
            LinkFormat => EntryKind.Link,
            _ => EntryKind.Special,
        },
        (long)stat.Size,
        DateTime.UnixEpoch.Ticks + stat.ModifiedSeconds * TimeSpan.TicksPerSecond + stat.ModifiedNanoseconds / 100,
        ((long)stat.DeviceMajor << 32) | stat.DeviceMinor,
        (long)stat.Inode);

    private static FileStat Portable(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            if (attributes.HasFlag(FileAttributes.ReparsePoint)) return new FileStat(EntryKind.Link, 0, 0, 0, 0);
            if (attributes.HasFlag(FileAttributes.Directory)) return new FileStat(EntryKind.Folder, 0, 0, 0, 0);
            if (attributes.HasFlag(FileAttributes.Device)) return new FileStat(EntryKind.Special, 0, 0, 0, 0);
            var file = new FileInfo(path);
            return new FileStat(EntryKind.File, file.Length, file.LastWriteTimeUtc.Ticks, 0, 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileStat(EntryKind.Unreadable, 0, 0, 0, 0);
        }
    }
}
