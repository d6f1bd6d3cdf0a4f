using Microsoft.Win32.SafeHandles;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>A file that this node offers.</summary>
/// <param name="Open">Opens it for reading when it still is what was hashed; null when it changed or is gone.</param>
internal sealed record LibraryContent(PieceLayer Layer, string Name, Func<SafeFileHandle?> Open)
{
    /// <summary>As its owner knows it: inside the share, with the share's name in front.</summary>
    public string Place { get; init; } = Name;

    /// <summary>Absolute.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether the open file still is what was hashed; asked after every read.</summary>
    public Func<SafeFileHandle, bool> IsUnchanged { get; init; } = _ => true;

    /// <summary>Takes it off the offer at once.</summary>
    public Func<Task> ChangedAsync { get; init; } = () => Task.CompletedTask;
}
