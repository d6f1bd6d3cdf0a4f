using System.Collections.Concurrent;
using System.Text;
using WebP2P.Node.Control;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeShares : IShares
{
    public const string ForbiddenPath = "/etc";
    private readonly ConcurrentDictionary<Guid, ShareView> shares = new();

    /// <summary>Own files: name and bytes.</summary>
    public ConcurrentDictionary<ContentId, (string Name, byte[] Bytes)> Files { get; } = new();

    public static ContentId Content(byte first, long size) => new(new ContentHash(new Bytes32([first, .. new byte[31]])), size);

    public ContentId AddFile(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var id = Content((byte)(100 + Files.Count), bytes.Length);
        Files[id] = (name, bytes);
        return id;
    }

    public IReadOnlyList<ShareView> List() => [.. shares.Values.OrderBy(share => share.Path, StringComparer.Ordinal)];

    public ShareView? Find(Guid id) => shares.GetValueOrDefault(id);

    public Task<Outcome<ShareView>> AddAsync(string path, CancellationToken cancellationToken) => Task.FromResult(Add(path, automatic: false));

    public Outcome<ShareView> Add(string path, bool automatic)
    {
        if (path == ForbiddenPath) return new Refusal(RefusalKind.Invalid, "folder-forbidden", "This folder may not be shared.");
        if (shares.Values.FirstOrDefault(share => share.Path == path) is { } same) return new Refusal(RefusalKind.Conflict, "folder-shared", "It is shared already.", same.Id.ToString());
        var share = new ShareView(Guid.NewGuid(), path, "share", ShareState.Ready, "Up to date.", automatic, 2, 300, null, null, []);
        return shares[share.Id] = share;
    }

    public ShareView Replace(ShareView share) => shares[share.Id] = share;

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(shares.TryRemove(id, out _));

    public bool Rescan(Guid id) => shares.ContainsKey(id);

    public Outcome<FolderView> Folder(string? path) => path == "/missing"
        ? new Refusal(RefusalKind.NotFound, "folder-not-found", "There is no such folder.")
        : new FolderView(path ?? "/", null, [new FolderEntry("/home", "home", null)]);

    public Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<FolderPreview>>(new FolderPreview(path, 2, 300, true));

    public Task<Page<LibraryFile>> FilesAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<LibraryFile>([.. Files.Take(page.Limit).Select(file => new LibraryFile(file.Key.Hash, file.Key.SizeBytes, file.Value.Name, "share/" + file.Value.Name, ContentKind.Text, DateTimeOffset.UnixEpoch, Guid.Empty))], null));

    public Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ContentView>>([.. Files.Where(file => file.Key.Hash == hash).Select(file => new ContentView(hash, file.Key.SizeBytes, [file.Value.Name], LocalState.Complete))]);

    public Task<OwnFile?> OpenAsync(ContentId content, CancellationToken cancellationToken) =>
        Task.FromResult(Files.TryGetValue(content, out var file) ? new OwnFile(new MemoryStream(file.Bytes), file.Name, DateTimeOffset.UnixEpoch) : null);
}
