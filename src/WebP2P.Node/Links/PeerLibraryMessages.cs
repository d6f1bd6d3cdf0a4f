namespace WebP2P.Node.Links;

/// <summary>One page of <c>GET /p2p/library</c>. The names are labels of the node that answers, never paths of the one that asks.</summary>
internal sealed record PeerLibraryPage(IReadOnlyList<PeerLibraryFile> Files, string? Next);

/// <param name="Path">Share name and folders inside it.</param>
internal sealed record PeerLibraryFile(string Hash, long Size, string Name, string Path);
