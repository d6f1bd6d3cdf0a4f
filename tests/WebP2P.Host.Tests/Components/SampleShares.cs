using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Tests.Components;

/// <summary>Two shared folders, one of them being hashed, and a folder tree to pick from.</summary>
internal sealed class SampleShares : IShares
{
    public List<ShareView> Shares { get; set; } =
    [
        new(Guid.NewGuid(), "/home/alice/Music/Potter", "Potter", ShareState.Ready, "Up to date.", false, 12_000, 400_000_000_000, null, SampleNode.Start, [new SkippedFile("tmp/half.part", "It changed while it was read.")]),
        new(Guid.NewGuid(), "/home/alice/Lectures", "Lectures", ShareState.Hashing, "Hashing new files.", false, 408, 12_000_000_000, new ScanProgress(212, 408, 5_200_000_000, 12_000_000_000, 151_000_000, 45_000), null, []),
        new(Guid.NewGuid(), "/home/alice/Downloads/WebP2P", "WebP2P", ShareState.Ready, "Up to date; finished copies are shared from here.", true, 4, 300_000_000, null, SampleNode.Start, []),
    ];

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public IReadOnlyList<ShareView> List() => Shares;

    public ShareView? Find(Guid id) => Shares.Find(share => share.Id == id);

    public Task<Outcome<ShareView>> AddAsync(string path, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException<Outcome<ShareView>>(Unwritten);
        if (Shares.Exists(share => share.Path == path))
            return Task.FromResult<Outcome<ShareView>>(new Refusal(RefusalKind.Conflict, "share-exists", "This folder is shared already."));
        Shares.Add(new ShareView(Guid.NewGuid(), path, Path.GetFileName(path), ShareState.Scanning, "Looking through the folder.", false, 0, 0, new ScanProgress(0, 10, 0, 1000, 0, null), null, []));
        return Task.FromResult<Outcome<ShareView>>(Shares[^1]);
    }

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) =>
        Unwritten is null ? Task.FromResult(Shares.RemoveAll(share => share.Id == id) > 0) : Task.FromException<bool>(Unwritten);

    public bool Rescan(Guid id) => Find(id) is not null;

    public Outcome<FolderView> Folder(string? path) => path switch
    {
        null => new FolderView("", null, [new FolderEntry("/home/alice", "alice", null), new FolderEntry("/", "/", "The whole disk may not be shared.")]),
        "/home/alice" => new FolderView(path, "/home", [new FolderEntry("/home/alice/Music", "Music", null), new FolderEntry("/home/alice/.ssh", ".ssh", "It holds keys.")]),
        "/home/alice/Music" => new FolderView(path, "/home/alice", []),
        _ => new Refusal(RefusalKind.Invalid, "folder-missing", $"There is no folder {path}. Nothing was changed."),
    };

    public Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken) => Task.FromResult<Outcome<FolderPreview>>(new FolderPreview(path, 1_204, 3_600_000_000, true));

    public Task<Page<LibraryFile>> FilesAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken)
    {
        var from = page.Cursor is null ? 0 : int.Parse(page.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var files = Enumerable.Range(from, page.Limit).Select(File).Where(file => query is null || file.Name.Contains(query, StringComparison.OrdinalIgnoreCase)).ToList();
        var next = from + page.Limit < 1_000 ? (from + page.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new Page<LibraryFile>(files, next));
    }

    public Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ContentView>>(
        hash == SampleNode.Hash("potter_harry_lecture_03.mp3") ? [new ContentView(hash, 64_000_000, ["lecture 3.mp3"], LocalState.Complete) { Places = ["Potter/lectures/lecture 3.mp3"] }] : []);

    public Task<OwnFile?> OpenAsync(ContentId content, CancellationToken cancellationToken) => Task.FromResult<OwnFile?>(null);

    private LibraryFile File(int i) => new(SampleNode.Hash($"chapter {i}"), 1_300_000 + (i * 7919L), $"chapter {i:000}.ogg", $"Potter/read aloud/chapter {i:000}.ogg", ContentKind.Audio, SampleNode.Start.AddDays(-i), Shares[0].Id);
}
