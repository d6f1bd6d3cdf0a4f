namespace WebP2P.Node.Links;

/// <summary>One page of <c>GET /p2p/library</c>. The names are labels of the node that answers, never paths of the one that asks.</summary>
/// <param name="Folders">Of the folder that was asked for, before its files; none when a query was asked.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
internal sealed record PeerLibraryPage(IReadOnlyList<PeerLibraryFolder> Folders, IReadOnlyList<PeerLibraryFile> Files, string? Next);

/// <param name="Files">All files below it.</param>
/// <param name="Bytes">Of all files below it.</param>
internal sealed record PeerLibraryFolder(string Name, long Files, long Bytes);

/// <param name="Hash">64 hex digits; null for an empty file.</param>
/// <param name="Folder">Share name and folders inside it, joined by '/'.</param>
internal sealed record PeerLibraryFile(string? Hash, long Size, string Folder, string Name, long ModifiedUnixMs);
