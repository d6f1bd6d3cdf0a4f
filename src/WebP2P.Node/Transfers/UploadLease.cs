using Microsoft.Win32.SafeHandles;

namespace WebP2P.Node.Transfers;

internal enum LeaseRefusal { None, NoSlot, NotHere, NoSuchRange }

/// <summary>Whether a request may be served, and from which file.</summary>
/// <param name="PartPath">The unfinished file; null when the library has the content.</param>
internal sealed record UploadLease(LeaseRefusal Refusal, UploadRecord? Record = null, string? PartPath = null, byte[]? Layer = null)
{
    /// <summary>Without a slot: when to come again.</summary>
    public long RetryAfterMs { get; init; }

    public SafeFileHandle OpenPart() => File.OpenHandle(PartPath!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
