using Microsoft.Win32.SafeHandles;

namespace WebP2P.Node.Transfers;

internal enum LeaseRefusal { None, NoSlot, NotHere, NoSuchRange }

/// <summary>Whether a request may be served, and from which file.</summary>
/// <param name="Job">Copies it itself; null when the library has the content.</param>
internal sealed record UploadLease(LeaseRefusal Refusal, UploadRecord? Record = null, DownloadJob? Job = null, byte[]? Layer = null)
{
    private readonly PartFile? part = Job?.File;

    /// <summary>Without a slot: when to come again.</summary>
    public long RetryAfterMs { get; init; }

    /// <summary>By the name that the file has now: it gets its last one before the library knows of it. Null when it has neither.</summary>
    public SafeFileHandle? OpenPart() => part is null ? null : TryOpen(part.Path) ?? TryOpen(Job!.Row.Path);

    private SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return part!.IsAt(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
