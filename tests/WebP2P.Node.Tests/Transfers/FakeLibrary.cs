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

    public ContentId Add(string path)
    {
        var layer = LayerOf(File.ReadAllBytes(path));
        Add(layer, path);
        return layer.Content;
    }

    public static PieceLayer LayerOf(byte[] bytes)
    {
        var map = new PieceMap(bytes.Length);
        var hashes = new Bytes32[map.Count];
        for (var piece = 0; piece < hashes.Length; piece++) hashes[piece] = MerkleTree.PieceRoot(bytes.AsSpan((int)map.Offset(piece), map.Length(piece)), map);
        return PieceLayer.FromHashes(bytes.Length, hashes);
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

    public Task AddCompletedAsync(PieceLayer layer, string path)
    {
        Partial.TryRemove(layer.Content, out _);
        Add(layer, path);
        return Task.CompletedTask;
    }

    private void Add(PieceLayer layer, string path) =>
        contents[layer.Content] = new LibraryContent(layer, Path.GetFileName(path), () => File.Exists(path) ? File.OpenHandle(path) : null);
}
