using System.Numerics;
using System.Security.Cryptography;

namespace WebP2P.Protocols.Content;

/// <summary>The hash tree of BEP 52: SHA-256 over 16 KiB leaves, missing leaves are 32 zero bytes.</summary>
public static class MerkleTree
{
    /// <summary>Root of one piece, padded to the piece size; that of a content's only piece is padded to the next power of two and is the content's root.</summary>
    /// <exception cref="ArgumentException">No bytes, or more than a piece has.</exception>
    public static Bytes32 PieceRoot(ReadOnlySpan<byte> bytes, in PieceMap map)
    {
        if (bytes.IsEmpty || bytes.Length > map.PieceBytes) throw new ArgumentException("A piece has 1 to PieceBytes bytes.", nameof(bytes));
        Span<byte> leaf = stackalloc byte[Bytes32.Length];
        var fold = new MerkleFold(stackalloc byte[MerkleFold.PendingBytes]);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, PieceMap.LeafBytes)..])
        {
            SHA256.HashData(bytes[..Math.Min(bytes.Length, PieceMap.LeafBytes)], leaf);
            fold.Add(leaf);
        }
        return fold.Root(PieceLevels(fold.Count, map), default);
    }

    /// <summary>The content's root above its piece roots; missing pieces are roots of pieces without leaves.</summary>
    /// <exception cref="ArgumentException">The layer has not one hash a piece.</exception>
    public static ContentHash Root(ReadOnlySpan<Bytes32> layer, in PieceMap map)
    {
        if (layer.Length != map.Count) throw new ArgumentException("A layer has one hash a piece.", nameof(layer));
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        var fold = new MerkleFold(stackalloc byte[MerkleFold.PendingBytes]);
        foreach (var piece in layer)
        {
            piece.CopyTo(hash);
            fold.Add(hash);
        }
        return new ContentHash(fold.Root(LevelsOver(map.Count), EmptyPieceRoot(map)));
    }

    /// <summary>Levels between the leaves and the root of a piece with this many leaves.</summary>
    internal static int PieceLevels(int leaves, in PieceMap map) =>
        map.Count == 1 ? LevelsOver(leaves) : BitOperations.Log2((uint)(map.PieceBytes / PieceMap.LeafBytes));

    private static Bytes32 EmptyPieceRoot(in PieceMap map)
    {
        Span<byte> pair = stackalloc byte[2 * Bytes32.Length];
        pair.Clear();
        for (var leaves = map.PieceBytes / PieceMap.LeafBytes; leaves > 1; leaves /= 2)
        {
            SHA256.HashData(pair, pair[..Bytes32.Length]);
            pair[..Bytes32.Length].CopyTo(pair[Bytes32.Length..]);
        }
        return new Bytes32(pair[..Bytes32.Length]);
    }

    private static int LevelsOver(int hashes) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)hashes));
}
