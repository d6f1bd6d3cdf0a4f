using System.Diagnostics;
using System.Runtime.InteropServices;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A file system in a file, without a journal (one that meets a missing block makes everything read-only for good), whose power can be cut and whose blocks can run out below it. Needs the right to mount.</summary>
internal sealed partial class LoopDisk : IDisposable
{
    private const string ImageName = "image";
    private const nuint ShutDown = 0x8004587d;
    private const int WithoutLog = 2;
    private const int ImageMegabytes = 64;

    private readonly SmallDisk below;

    private LoopDisk(SmallDisk below, string root) => (this.below, Root) = (below, root);

    public string Root { get; }

    private string Image => Path.Combine(below.Root, ImageName);

    /// <summary>Null where this account may not mount, or the system has no such file system.</summary>
    /// <param name="megabytes">What there really is; the file system believes that it has 64.</param>
    public static LoopDisk? TryMake(int megabytes)
    {
        if (SmallDisk.TryMake(megabytes) is not { } below) return null;
        var disk = new LoopDisk(below, Directory.CreateTempSubdirectory("webp2p-test-loop-").FullName);
        using (var image = File.Create(disk.Image)) image.SetLength((long)ImageMegabytes << 20);
        // Blocks as large as pages: a loop device reports a write as done of which only the first part found a page below.
        if (Run("mkfs.ext4", "-q", "-F", "-b", "4096", "-O", "^has_journal", "-E", "lazy_itable_init=0", disk.Image) && disk.Mount()) return disk;
        disk.Dispose();
        return null;
    }

    /// <summary>Blocks that were never written cannot be: a sync fails for real.</summary>
    public void Fill() => below.Fill();

    public void Free() => below.Free();

    /// <summary>What is not on the disk now is lost, and every call fails from now on.</summary>
    public void CutPower()
    {
        var folder = Open(Root, 0);
        var result = Control(folder, ShutDown, WithoutLog);
        _ = Close(folder);
        if (result != 0) throw new IOException("This file system cannot be cut off.");
    }

    public bool Mount() => Run("mount", "-o", "loop,errors=continue", Image, Root);

    public void Unmount() => Run("umount", "-l", Root);

    public void Dispose()
    {
        Unmount();
        Directory.Delete(Root);
        below.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, in int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private static bool Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
