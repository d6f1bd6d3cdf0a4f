using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Library;

/// <summary>Opens files of a share so that nothing between the share's folder and the bytes is a link, and nothing but a regular file blocks or answers.</summary>
internal static class SharedFile
{
    private const int NotPermitted = 1;

    /// <param name="relativePath">Parts joined by '/'.</param>
    /// <returns>Null when it is not a readable regular file, or lies behind a link.</returns>
    public static SafeFileHandle? Open(string root, string relativePath, out FileStat stat)
    {
        stat = default;
        var path = Path.Combine(root, relativePath);
        var file = OperatingSystem.IsLinux() ? OpenOnLinux(root, relativePath, path) : OpenPortably(root, relativePath, path);
        if (file is null) return null;
        stat = FileStat.Of(file, path);
        if (stat.Kind == EntryKind.File) return file;
        file.Dispose();
        return null;
    }

    private static SafeFileHandle? OpenOnLinux(string root, string relativePath, string path)
    {
        var folder = UnixCalls.Open(root, UnixCalls.PathOnly | UnixCalls.CloseOnExec);
        if (folder < 0) return null;
        const int flags = UnixCalls.ReadOnly | UnixCalls.NonBlocking | UnixCalls.NoFollow | UnixCalls.CloseOnExec;
        var how = new UnixCalls.OpenHow { Flags = flags, Resolve = UnixCalls.ResolveNoLinksBeneath };
        var descriptor = (int)UnixCalls.OpenAt2(UnixCalls.OpenAt2Number, folder, relativePath, how, Marshal.SizeOf<UnixCalls.OpenHow>());
        var error = Marshal.GetLastPInvokeError();
        UnixCalls.Close(folder);
        // Old kernels do not know the call, and containers may forbid it: then every part of the path is looked at.
        if (descriptor < 0 && error is UnixCalls.NotImplemented or NotPermitted && !PassesLink(root, relativePath)) descriptor = UnixCalls.Open(path, flags);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static SafeFileHandle? OpenPortably(string root, string relativePath, string path)
    {
        if (PassesLink(root, relativePath) || FileStat.Of(path).Kind != EntryKind.File) return null;
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a part of the path inside the root is a link.</summary>
    public static bool PassesLink(string root, string relativePath)
    {
        var path = root;
        foreach (var part in relativePath.Split('/'))
        {
            path = Path.Combine(path, part);
            if (part is ".." || FileStat.Of(path).Kind == EntryKind.Link) return true;
        }
        return false;
    }
}
