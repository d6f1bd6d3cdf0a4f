using System.Collections.Concurrent;
using WebP2P.Node.Transfers;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A library in memory: files are hashed when added, and served however they look later.</summary>
internal sealed class FakeLibrary : ITransferLibrary
{
    private readonly ConcurrentDictionary<ContentId, LibraryContent> contents = new();

    public ConcurrentDictionary<ContentId, string> Partial { get; } = new();

    /// <summary>A finished file is taken up when this is.</summary>
    public Task Completing { get; set; } = Task.CompletedTask;

    public ContentId Add(string path)
    {
        var layer = LayerOf(path);
        Add(layer, path);
        return layer.Content;
    }

    public static PieceLayer LayerOf(string path)
    {
        using var file = File.OpenHandle(path);
        var map = new PieceMap(RandomAccess.GetLength(file));
        var hashes = new Bytes32[map.Count];
        var buffer = new byte[map.PieceBytes];
        for (var piece = 0; piece < hashes.Length; piece++)
        {
            var bytes = buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, map.Length(piece)), map.Offset(piece)));
            hashes[piece] = MerkleTree.PieceRoot(bytes, map);
        }
        return PieceLayer.FromHashes(map.SizeBytes, hashes);
    }

    public Task<LibraryContent?> FindAsync(ContentId content, CancellationToken cancellationToken) => Task.FromResult(contents.GetValueOrDefault(content));

    public Task AddPartialAsync(ContentId content, string name)
    {
        Partial[content] = name;
        return Task.CompletedTask;
    }

    public Task RemovePartialAsync(ContentId content)
    {
        Partial.TryRemove(content, out _);
        return Task.CompletedTask;
    }

    public async Task AddCompletedAsync(PieceLayer layer, string path)
    {
        await Completing;
        Partial.TryRemove(layer.Content, out _);
        Add(layer, path);
    }

    public Task RenameLinksAsync(string path, Action change)
    {
        change();
        return Task.CompletedTask;
    }

    public Task RemoveFileAsync(string path)
    {
        foreach (var (content, _) in contents.Where(held => held.Value.Name == Path.GetFileName(path))) contents.TryRemove(content, out _);
        return Task.CompletedTask;
    }

    private void Add(PieceLayer layer, string path) =>
        contents[layer.Content] = new LibraryContent(layer, Path.GetFileName(path), () => File.Exists(path) ? File.OpenHandle(path) : null) { Path = path };
}
