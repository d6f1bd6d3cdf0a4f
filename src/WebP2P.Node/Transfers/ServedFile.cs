using Microsoft.Win32.SafeHandles;

namespace WebP2P.Node.Transfers;

/// <summary>An open file that a request is answered from.</summary>
/// <param name="whole">Null for a part file, which only this node writes.</param>
internal sealed class ServedFile(SafeFileHandle handle, LibraryContent? whole = null) : IDisposable
{
    public SafeFileHandle Handle => handle;

    /// <summary>Whether it still is what was hashed.</summary>
    public bool IsUnchanged => whole?.IsUnchanged(handle) ?? true;

    /// <summary>Takes it off the offer.</summary>
    public Task ChangedAsync() => whole?.ChangedAsync() ?? Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();
}
