using System.Runtime.InteropServices;

namespace WebP2P.Node.Storage;

/// <summary>What the system says went wrong: an <see cref="IOException"/> whose <c>HResult</c> is the errno, from whatever threw it.</summary>
internal static class SystemError
{
    private const int WindowsCode = unchecked((int)0x80070000);
    private const int WindowsNoAccess = 5, WindowsReadOnly = 19, WindowsFull = 112, WindowsNameTooLong = 206;

    public static IOException Of(FileSystemCall call, string path, int error) => Of(call.ToString(), path, error);

    public static IOException Of(string what, string path, int error) =>
        new($"Could not {what.ToLowerInvariant()} '{path}': {Marshal.GetPInvokeErrorMessage(error)} (error {error}).", error);

    /// <summary>Of the last call into the system.</summary>
    public static IOException Last(FileSystemCall call, string path) => Of(call, path, Marshal.GetLastPInvokeError());

    public static IOException From(UnauthorizedAccessException error) => new(error.Message, error.InnerException?.HResult is > 0 and var number ? number : UnixCalls.NoAccess);

    /// <summary>The errno, also where the framework or Windows names the error in another way; 0 when it cannot be told.</summary>
    public static int NumberOf(IOException error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException => UnixCalls.NoEntry,
        PathTooLongException => UnixCalls.NameTooLong,
        { HResult: > 0 and var number } => number,
        { HResult: var code } when (code & unchecked((int)0xFFFF0000)) == WindowsCode => OfWindows(code & 0xFFFF),
        _ => 0,
    };

    private static int OfWindows(int code) => code switch
    {
        WindowsFull => UnixCalls.NoSpace,
        WindowsNoAccess => UnixCalls.NoAccess,
        WindowsReadOnly => UnixCalls.ReadOnlyDisk,
        WindowsNameTooLong => UnixCalls.NameTooLong,
        _ => UnixCalls.InputOutputError,
    };
}
