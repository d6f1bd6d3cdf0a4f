using Microsoft.Win32.SafeHandles;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>A file that this node offers.</summary>
/// <param name="Open">Opens it for reading when it still is what was hashed; null when it changed or is gone.</param>
internal sealed record LibraryContent(PieceLayer Layer, string Name, Func<SafeFileHandle?> Open);
