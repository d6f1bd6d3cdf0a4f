using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Links;

/// <summary>Shares that only list files, two a page at most.</summary>
internal sealed class FewFiles : IShares
{
    public List<LibraryFile> Files { get; } = [];

    public IReadOnlyList<ShareView> List() => [];

    public ShareView? Find(Guid id) => null;

    public Task<Outcome<ShareView>> AddAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool Rescan(Guid id) => false;

    public Outcome<FolderView> Folder(string? path) => throw new NotSupportedException();

    public Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<LibraryFile>> FilesAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.Cursor is null ? 0 : int.Parse(page.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var found = Files.Where(file => query is null || file.Name.Contains(query, StringComparison.Ordinal)).ToList();
        var count = Math.Min(2, page.Limit);
        var next = start + count < found.Count ? $"{start + count}" : null;
        return Task.FromResult(new Page<LibraryFile>([.. found.Skip(start).Take(count)], next));
    }

    public Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OwnFile?> OpenAsync(ContentId content, CancellationToken cancellationToken) => throw new NotSupportedException();
}
