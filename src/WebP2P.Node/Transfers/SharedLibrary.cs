using WebP2P.Node.Library;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>The node's library as the transfers use it.</summary>
internal sealed class SharedLibrary(LibraryContents contents, ShareRules rules) : ITransferLibrary
{
    public async Task<LibraryContent?> FindAsync(ContentId content, CancellationToken cancellationToken) =>
        await contents.FindAsync(content, cancellationToken) is { } found
            ? new LibraryContent(found.Layer, found.Name, found.Open) { Place = found.Place, Path = found.Path, IsUnchanged = found.IsUnchanged, ChangedAsync = () => contents.ChangedAsync(found, CancellationToken.None) }
            : null;

    public string? RefusalOf(string folder) => rules.Refusal(ShareRules.Final(folder));

    public Task AddPartialAsync(ContentId content, string name) => contents.AddPartialAsync(content, name);

    public Task RemovePartialAsync(ContentId content) => contents.RemovePartialAsync(content);

    public Task AddCompletedAsync(PieceLayer layer, string path) => contents.AddCompletedAsync(path, layer);

    public Task RenameLinksAsync(string path, Action change) => contents.RenameLinksAsync(path, change);

    public Task RemoveFileAsync(string path) => contents.RemoveFileAsync(path);
}
