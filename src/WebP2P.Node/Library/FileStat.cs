using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Library;

internal enum EntryKind { Missing, File, Folder, Link, Special, Unreadable }

/// <summary>What a path is, without following links. While size, time, device and inode stay, so do the bytes.</summary>
/// <param name="ModifiedTicks">UTC, 100 ns.</param>
/// <param name="Device">0 together with the inode where the system gives none.</param>
/// <param name="ChangedTicks">When bytes, name or rights changed last, as the system noted it: nobody sets it back. 0: unknown.</param>
/// <param name="BornTicks">Tells a file from another that got its inode later. 0: unknown.</param>
internal readonly record struct FileStat(EntryKind Kind, long Size, long ModifiedTicks, long Device, long Inode, long ChangedTicks = 0, long BornTicks = 0)
{
    private const int FormatMask = 0xF000, RegularFormat = 0x8000, FolderFormat = 0x4000, LinkFormat = 0xA000;

    public long ModifiedUnixMs => (ModifiedTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>Whether the bytes at this place are those of <paramref name="known"/>. A drive may come back under another device number.</summary>
    public bool IsStill(in FileStat known) => IsStillBut(known) && (known.ChangedTicks == 0 || ChangedTicks == 0 || ChangedTicks == known.ChangedTicks);

    /// <summary>As <see cref="IsStill"/> but for what also rights and links change: then the bytes may be others with their time set back.</summary>
    public bool IsStillBut(in FileStat known) =>
        Kind == known.Kind && Size == known.Size && ModifiedTicks == known.ModifiedTicks && Inode == known.Inode && IsBornAs(known);

    /// <summary>Whether this is the file that was elsewhere: never true where the system has no inodes.</summary>
    public bool IsMoved(in FileStat known) => Inode != 0 && Device == known.Device && IsStillBut(known);

    public static FileStat Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return Portable(path);
        if (UnixCalls.StatAt(UnixCalls.CurrentFolder, path, UnixCalls.NoFollowAtStat, UnixCalls.BasicStat | UnixCalls.BornStat, out var stat) == 0) return From(stat);
        return new FileStat(Marshal.GetLastPInvokeError() is UnixCalls.NoEntry or UnixCalls.NotAFolder ? EntryKind.Missing : EntryKind.Unreadable, 0, 0, 0, 0);
    }

    /// <summary>Of an open file; <paramref name="path"/> serves systems without that call.</summary>
    public static FileStat Of(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux()) return Portable(path);
        return UnixCalls.StatAt(file, "", UnixCalls.EmptyPath, UnixCalls.BasicStat | UnixCalls.BornStat, out var stat) == 0 ? From(stat) : default;
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
        Ticks(stat.ModifiedSeconds, stat.ModifiedNanoseconds),
        ((long)stat.DeviceMajor << 32) | stat.DeviceMinor,
        (long)stat.Inode,
        Ticks(stat.ChangedSeconds, stat.ChangedNanoseconds),
        (stat.Mask & UnixCalls.BornStat) == 0 ? 0 : Ticks(stat.BornSeconds, stat.BornNanoseconds));

    private static long Ticks(long seconds, uint nanoseconds) => DateTime.UnixEpoch.Ticks + seconds * TimeSpan.TicksPerSecond + nanoseconds / 100;

    private bool IsBornAs(in FileStat known) => BornTicks == 0 || known.BornTicks == 0 || BornTicks == known.BornTicks;

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
