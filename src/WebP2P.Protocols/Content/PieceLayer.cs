namespace WebP2P.Protocols.Content;

/// <summary>The piece roots of a content, proven against its name; every piece that matches its root belongs to the content.</summary>
public sealed class PieceLayer
{
    private readonly Bytes32[] hashes;

    private PieceLayer(ContentId content, PieceMap map, Bytes32[] hashes)
    {
        Content = content;
        Map = map;
        this.hashes = hashes;
    }

    /// <summary>The content that the layer belongs to.</summary>
    public ContentId Content { get; }

    /// <summary>How that content is cut.</summary>
    public PieceMap Map { get; }

    /// <summary>The root of a piece.</summary>
    public Bytes32 this[int piece] => hashes[piece];

    /// <summary>Whether these are all bytes of the piece.</summary>
    public bool IsRight(int piece, ReadOnlySpan<byte> bytes) => bytes.Length == Map.Length(piece) && MerkleTree.PieceRoot(bytes, Map) == hashes[piece];

    /// <summary>Accepts a layer in wire form only when it has the length of that size and its root is the content's hash.</summary>
    public static bool TryProve(ContentId content, ReadOnlySpan<byte> layer, out PieceLayer? proven)
    {
        proven = null;
        if (!ContentId.IsSize(content.SizeBytes)) return false;
        var map = new PieceMap(content.SizeBytes);
        if (layer.Length != map.Count * Bytes32.Length) return false;
        var hashes = new Bytes32[map.Count];
        for (var piece = 0; piece < hashes.Length; piece++) hashes[piece] = new Bytes32(layer.Slice(piece * Bytes32.Length, Bytes32.Length));
        if (MerkleTree.Root(hashes, map) != content.Hash) return false;
        proven = new PieceLayer(content, map, hashes);
        return true;
    }

    /// <summary>Names a content by the roots of all its pieces.</summary>
    /// <exception cref="ArgumentException">The layer has not one hash a piece.</exception>
    public static PieceLayer FromHashes(long sizeBytes, ReadOnlySpan<Bytes32> hashes)
    {
        var map = new PieceMap(sizeBytes);
        return new PieceLayer(new ContentId(MerkleTree.Root(hashes, map), sizeBytes), map, hashes.ToArray());
    }

    /// <summary>A new array in wire form: 32 bytes a piece, in order.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[hashes.Length * Bytes32.Length];
        for (var piece = 0; piece < hashes.Length; piece++) hashes[piece].CopyTo(bytes.AsSpan(piece * Bytes32.Length));
        return bytes;
    }
}
