using System.Security.Cryptography;

namespace WebP2P.Protocols.Content;

/// <summary>Hashes one piece after another as bytes arrive; keeps no bytes, only the state of one leaf and the pending hashes.</summary>
public sealed class PieceHasher(PieceMap map) : IDisposable
{
    private readonly IncrementalHash leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] pending = new byte[MerkleFold.PendingBytes];
    private int leaves;
    private int leafBytes;

    /// <summary>Bytes of the current piece so far.</summary>
    public int PieceBytes => leaves * PieceMap.LeafBytes + leafBytes;

    /// <summary>Adds the next bytes of the piece.</summary>
    /// <exception cref="ArgumentException">The piece would be longer than a piece is.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > map.PieceBytes - PieceBytes) throw new ArgumentException("A piece has at most PieceBytes bytes.", nameof(bytes));
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, PieceMap.LeafBytes - leafBytes);
            Take(bytes[..taken]);
            bytes = bytes[taken..];
        }
    }

    /// <summary>The root of the piece; the hasher is then ready for the next one.</summary>
    /// <exception cref="InvalidOperationException">No byte was added.</exception>
    public Bytes32 Finish()
    {
        if (PieceBytes == 0) throw new InvalidOperationException("A piece has at least one byte.");
        if (leafBytes > 0) CloseLeaf();
        var root = new MerkleFold(pending) { Count = leaves }.Root(MerkleTree.PieceLevels(leaves, map), default);
        leaves = 0;
        return root;
    }

    /// <summary>Forgets the bytes of the current piece.</summary>
    public void Reset()
    {
        Span<byte> ignored = stackalloc byte[Bytes32.Length];
        if (leafBytes > 0) leaf.GetHashAndReset(ignored);
        (leaves, leafBytes) = (0, 0);
    }

    /// <inheritdoc />
    public void Dispose() => leaf.Dispose();

    /// <summary>A leaf that comes whole needs no state: one call is faster than three.</summary>
    private void Take(ReadOnlySpan<byte> part)
    {
        if (part.Length == PieceMap.LeafBytes)
        {
            Span<byte> hash = stackalloc byte[Bytes32.Length];
            SHA256.HashData(part, hash);
            AddLeaf(hash);
            return;
        }
        leaf.AppendData(part);
        leafBytes += part.Length;
        if (leafBytes == PieceMap.LeafBytes) CloseLeaf();
    }

    private void CloseLeaf()
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        leaf.GetHashAndReset(hash);
        leafBytes = 0;
        AddLeaf(hash);
    }

    private void AddLeaf(ReadOnlySpan<byte> hash)
    {
        new MerkleFold(pending) { Count = leaves }.Add(hash);
        leaves++;
    }
}
