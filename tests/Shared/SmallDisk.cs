using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Tests.Shared;

/// <summary>A file system of a few megabytes in a folder of its own, gone when disposed. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string FillerName = "filler";

    private SmallDisk(string root) => Root = root;

    public string Root { get; }

    /// <summary>Null where this account may not mount, or the system has no such file system.</summary>
    public static SmallDisk? TryMake(int megabytes)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var root = Directory.CreateTempSubdirectory("webp2p-test-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0700"), "tmpfs", root)) return new SmallDisk(root);
        Directory.Delete(root);
        return null;
    }

    /// <summary>Leaves no byte free, or a few; never fewer in between.</summary>
    public void Fill(int leaveBytes = 0)
    {
        using var file = File.Open(Path.Combine(Root, FillerName), FileMode.Append, FileAccess.Write, FileShare.None);
        var disk = new DriveInfo(Root);
        for (var bytes = 1 << 20; bytes > 0; bytes >>= 1)
            while (disk.AvailableFreeSpace >= leaveBytes + bytes && TryWrite(file, bytes)) { }
    }

    public void Free() => File.Delete(Path.Combine(Root, FillerName));

    /// <summary>False while a file on it is open for writing.</summary>
    public bool Remount(bool readOnly) => Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Root);

    public void Dispose()
    {
        Run("umount", "-l", Root);
        Directory.Delete(Root);
    }

    private static bool TryWrite(FileStream file, int bytes)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, new byte[bytes], RandomAccess.GetLength(file.SafeFileHandle));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
