using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WebP2P.Node.Storage;

/// <summary>
/// File operations that keep their promise over a power failure. On Linux they call the system themselves, because the framework returns
/// normally from a failed fsync and cannot fsync a folder. Errors are an <see cref="IOException"/> whose <c>HResult</c> is the errno.
/// </summary>
public sealed class DurableFile
{
    private readonly IFileSystemFaults? faults;

    public DurableFile() => Calls = new DiskCalls(null);

    internal DurableFile(IFileSystemFaults faults)
    {
        this.faults = faults;
        Calls = new DiskCalls(faults);
    }

    /// <summary>The same disk, call by call and without a promise.</summary>
    internal DiskCalls Calls { get; }

    /// <summary>Whether the disk had no room.</summary>
    public static bool IsDiskFull(IOException error) => SystemError.NumberOf(error) is UnixCalls.NoSpace or UnixCalls.OverQuota;

    /// <summary>Bytes written so far are on the disk when this returns. After an error the range is unknown: verify it, do not just sync again.</summary>
    public void Sync(SafeFileHandle file, string path)
    {
        Inject(FileSystemCall.Sync, path);
        if (OperatingSystem.IsLinux()) Check(UnixCalls.Sync(file), "sync", path);
        else RandomAccess.FlushToDisk(file);
    }

    /// <summary>Names made, renamed or removed in the folder are on the disk when this returns.</summary>
    public void SyncFolder(string folder)
    {
        Inject(FileSystemCall.SyncFolder, folder);
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = UnixCalls.Open(folder, UnixCalls.ReadOnly | UnixCalls.CloseOnExec);
        Check(descriptor, "open", folder);
        var result = UnixCalls.Sync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        UnixCalls.Close(descriptor);
        if (result < 0) throw SystemError.Of("sync", folder, error);
    }

    /// <summary>Puts the bytes in place of the file, or makes it; after a crash there are the old bytes or the new ones, never a part.</summary>
    public void Replace(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            WriteNew(temporary, bytes, mode);
            Inject(FileSystemCall.Rename, path);
            File.Move(temporary, path, overwrite: true);
            SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Renames within one file system and syncs the folder. False when the new name is taken: it is never overwritten.</summary>
    public bool TryRename(string from, string to)
    {
        Inject(FileSystemCall.Rename, to);
        var renamed = OperatingSystem.IsLinux() ? TryRenameOnLinux(from, to) : TryMove(from, to);
        if (renamed) SyncFolder(Path.GetDirectoryName(to)!);
        return renamed;
    }

    /// <summary>Gives an open file one more name and syncs the folder. False when the name is taken: it is never overwritten.</summary>
    /// <param name="from">What was read through it is what gets the name, whatever its old name stands for by now.</param>
    /// <exception cref="IOException">Also when the name would be on another disk, or the system does not link: <see cref="CannotLink"/>.</exception>
    public bool TryLink(SafeFileHandle from, string to)
    {
        Inject(FileSystemCall.Link, to);
        if (!OperatingSystem.IsLinux()) throw SystemError.Of(FileSystemCall.Link, to, UnixCalls.NotSupported);
        if (UnixCalls.LinkAt(UnixCalls.CurrentFolder, $"/proc/self/fd/{from.DangerousGetHandle()}", UnixCalls.CurrentFolder, to, UnixCalls.FollowAtLink) < 0)
            return Marshal.GetLastPInvokeError() is UnixCalls.Exists ? false : throw SystemError.Last(FileSystemCall.Link, to);
        SyncFolder(Path.GetDirectoryName(to)!);
        return true;
    }

    /// <summary>Whether a copy is all that can be made there.</summary>
    public static bool CannotLink(IOException error) => SystemError.NumberOf(error) is UnixCalls.OtherDevice or UnixCalls.NotPermitted or UnixCalls.NoAccess
        or UnixCalls.NotSupported or UnixCalls.NotImplemented or UnixCalls.TooManyLinks or UnixCalls.NoEntry;

    private void WriteNew(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        Inject(FileSystemCall.Open, path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var stream = new FileStream(path, options);
        Inject(FileSystemCall.Write, path);
        stream.Write(bytes);
        Sync(stream.SafeFileHandle, path);
    }

    private static bool TryRenameOnLinux(string from, string to)
    {
        if (UnixCalls.RenameAt2(UnixCalls.CurrentFolder, from, UnixCalls.CurrentFolder, to, UnixCalls.RenameNoReplace) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        // Some file systems know no such flag; a second name and then the removal of the first never overwrite either.
        if (error is UnixCalls.Invalid or UnixCalls.NotImplemented)
        {
            error = UnixCalls.Link(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
            // A kill between the two leaves one file with both names.
            if (error == 0 || (error == UnixCalls.Exists && AreOneFile(from, to)))
            {
                Check(UnixCalls.Unlink(from), "remove", from);
                return true;
            }
        }
        return error == UnixCalls.Exists ? false : throw SystemError.Of("rename", to, error);
    }

    private static bool AreOneFile(string from, string to) =>
        UnixCalls.StatAt(UnixCalls.CurrentFolder, from, UnixCalls.NoFollowAtStat, UnixCalls.BasicStat, out var first) == 0
        && UnixCalls.StatAt(UnixCalls.CurrentFolder, to, UnixCalls.NoFollowAtStat, UnixCalls.BasicStat, out var second) == 0
        && (first.Inode, first.DeviceMajor, first.DeviceMinor) == (second.Inode, second.DeviceMajor, second.DeviceMinor);

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private void Inject(FileSystemCall call, string path)
    {
        if (faults?.ErrorOf(call, path) is > 0 and var error) throw SystemError.Of(call, path, error);
    }

    private static void Check(int result, string what, string path)
    {
        if (result < 0) throw SystemError.Of(what, path, Marshal.GetLastPInvokeError());
    }
}
