using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WebP2P.Node.Storage;

/// <summary>Single calls on unfinished files and their folders, each of which a test can make fail. Errors are as in <see cref="SystemError"/>.</summary>
internal sealed class DiskCalls(IFileSystemFaults? faults)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public void MakeFolder(string folder) => Guarded(FileSystemCall.MakeFolder, folder, () => Directory.CreateDirectory(folder));

    /// <summary>For reading and writing; <paramref name="isNew"/>: the name must be free.</summary>
    public SafeFileHandle Open(string path, bool isNew) => Guarded(FileSystemCall.Open, path, () =>
    {
        var handle = File.OpenHandle(path, isNew ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, Mode);
        return handle;
    });

    public void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            var error = faults?.ErrorOf(FileSystemCall.Write, path) ?? 0;
            RandomAccess.Write(file, error > 0 ? bytes[..(bytes.Length / 2)] : bytes, offset);
            if (error > 0) throw SystemError.Of(FileSystemCall.Write, path, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw SystemError.From(error);
        }
    }

    public int Read(SafeFileHandle file, string path, Span<byte> bytes, long offset)
    {
        try
        {
            Inject(FileSystemCall.Read, path);
            return RandomAccess.Read(file, bytes, offset);
        }
        catch (UnauthorizedAccessException error)
        {
            throw SystemError.From(error);
        }
    }

    public void Resize(SafeFileHandle file, string path, long sizeBytes) => Guarded(FileSystemCall.Resize, path, () =>
    {
        RandomAccess.SetLength(file, sizeBytes);
        return true;
    });

    /// <summary>Takes the room for the whole file now. False where the file system has no such call: the file is as long, with holes.</summary>
    public bool TryAllocate(SafeFileHandle file, string path, long sizeBytes)
    {
        var error = faults?.ErrorOf(FileSystemCall.Allocate, path) ?? 0;
        if (error == 0 && OperatingSystem.IsLinux() && UnixCalls.Allocate(file, 0, 0, sizeBytes) == 0) return true;
        if (error == 0 && OperatingSystem.IsLinux()) error = Marshal.GetLastPInvokeError();
        if (error is not (0 or UnixCalls.NotSupported or UnixCalls.NotImplemented or UnixCalls.Invalid)) throw SystemError.Of(FileSystemCall.Allocate, path, error);
        if (RandomAccess.GetLength(file) != sizeBytes) Resize(file, path, sizeBytes);
        return false;
    }

    /// <summary>Shares the blocks of another file until either is written to. False where the disk cannot; then nothing happened.</summary>
    public bool TryClone(SafeFileHandle from, SafeFileHandle to, string path) =>
        (faults?.ErrorOf(FileSystemCall.Allocate, path) ?? 0) == 0 && OperatingSystem.IsLinux() && UnixCalls.Control(to, UnixCalls.CloneFile, (int)from.DangerousGetHandle()) == 0;

    /// <summary>Null when there is none.</summary>
    public FileFacts? Find(string path)
    {
        Inject(FileSystemCall.Stat, path);
        if (!OperatingSystem.IsLinux()) return Portable(new FileInfo(path));
        if (UnixCalls.StatAt(UnixCalls.CurrentFolder, path, UnixCalls.NoFollowAtStat, UnixCalls.BasicStat, out var stat) == 0) return From(stat);
        if (Marshal.GetLastPInvokeError() is UnixCalls.NoEntry or UnixCalls.NotAFolder) return null;
        throw SystemError.Last(FileSystemCall.Stat, path);
    }

    public FileFacts Of(SafeFileHandle file, string path)
    {
        Inject(FileSystemCall.Stat, path);
        if (!OperatingSystem.IsLinux()) return new FileFacts(true, RandomAccess.GetLength(file), RandomAccess.GetLength(file), 0, 0);
        return UnixCalls.StatAt(file, "", UnixCalls.EmptyPath, UnixCalls.BasicStat, out var stat) == 0 ? From(stat) : throw SystemError.Last(FileSystemCall.Stat, path);
    }

    public void Delete(string path) => Guarded(FileSystemCall.Delete, path, () =>
    {
        File.Delete(path);
        return true;
    });

    /// <summary>Bytes that this account may still write on the disk of the folder, or of the nearest folder above it that is there, and the size of that disk.</summary>
    public (long FreeBytes, long SizeBytes) SpaceOf(string folder) => Guarded(FileSystemCall.Stat, folder, () =>
    {
        var disk = new DriveInfo(Nearest(folder));
        return (disk.AvailableFreeSpace, disk.TotalSize);
    });

    /// <summary>Tells disks apart; 0 where the system does not.</summary>
    public ulong DeviceOf(string folder) => Find(Nearest(folder))?.Device ?? 0;

    /// <summary>Whether names can be made in the folder now, or in the nearest folder above it that is there.</summary>
    public bool IsWritable(string folder)
    {
        if (faults?.ErrorOf(FileSystemCall.Stat, folder) > 0) return false;
        return !OperatingSystem.IsLinux() || UnixCalls.Access(Nearest(folder), UnixCalls.MayWrite | UnixCalls.MayEnter) == 0;
    }

    /// <summary>Whether this account may write to the file.</summary>
    public static bool MayWrite(string path) => !OperatingSystem.IsLinux() || UnixCalls.Access(path, UnixCalls.MayWrite) == 0;

    /// <summary>What is read from now on comes from the disk: after a failed sync memory holds bytes that the disk never got.</summary>
    public static void ForgetMemory(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux()) _ = UnixCalls.Advise(file, 0, 0, UnixCalls.KeepNotInMemory);
    }

    private static string Nearest(string folder)
    {
        var nearest = folder;
        while (!Directory.Exists(nearest) && Path.GetDirectoryName(nearest) is { Length: > 0 } above) nearest = above;
        return nearest;
    }

    private static FileFacts? Portable(FileInfo file) => file.Exists ? new FileFacts(file.LinkTarget is null, file.Length, file.Length, 0, 0) : null;

    private static FileFacts From(in UnixCalls.Stat stat) => new(
        (stat.Mode & UnixCalls.FormatOfMode) == UnixCalls.RegularFormat,
        (long)stat.Size,
        (long)stat.Blocks * UnixCalls.BlockBytes,
        ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor,
        stat.Inode)
    {
        Links = stat.Links,
    };

    private T Guarded<T>(FileSystemCall call, string path, Func<T> make)
    {
        try
        {
            Inject(call, path);
            return make();
        }
        catch (UnauthorizedAccessException error)
        {
            throw SystemError.From(error);
        }
    }

    private void Inject(FileSystemCall call, string path)
    {
        if (faults?.ErrorOf(call, path) is > 0 and var error) throw SystemError.Of(call, path, error);
    }
}
