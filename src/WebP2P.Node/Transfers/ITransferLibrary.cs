using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>What the transfers need of the library: what this node has, and telling it what it got.</summary>
internal interface ITransferLibrary
{
    /// <summary>A complete file of the content; null when there is none.</summary>
    Task<LibraryContent?> FindAsync(ContentId content, CancellationToken cancellationToken);

    /// <summary>One sentence when downloads may not go to the folder; null when they may.</summary>
    string? RefusalOf(string folder) => null;

    /// <summary>From now on offered as "has part of it".</summary>
    Task AddPartialAsync(ContentId content, string name);

    Task RemovePartialAsync(ContentId content);

    /// <summary>A finished download: offered from now on.</summary>
    Task AddCompletedAsync(PieceLayer layer, string path);

    /// <summary>Makes or removes a name of a file; its other names stay offered.</summary>
    /// <param name="path">A name that it has now.</param>
    Task RenameLinksAsync(string path, Action change);

    /// <summary>A finished download that the owner deleted: no longer offered.</summary>
    Task RemoveFileAsync(string path);
}
