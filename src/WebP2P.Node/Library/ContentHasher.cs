using System.Buffers;
using Microsoft.Win32.SafeHandles;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>Names a file by its bytes. Holes of sparse files are not read: their bytes are known.</summary>
internal sealed class ContentHasher
{
    private const int ReadBytes = 256 * 1024;

    private long bytesHashed;

    /// <summary>Bytes that were read and hashed since the start.</summary>
    public long BytesHashed => Interlocked.Read(ref bytesHashed);

    /// <param name="sizeBytes">1 to 2^43.</param>
    /// <param name="onBytes">Told of every read and every hole; false ends the reading.</param>
    /// <returns>Null when the file ended before its size, or the reading was ended.</returns>
    public PieceLayer? Hash(SafeFileHandle file, long sizeBytes, Func<int, bool> onBytes)
    {
        var map = new PieceMap(sizeBytes);
        var hashes = new Bytes32[map.Count];
        var holes = new FileHoles(file, map);
        var piecesARead = Math.Max(1, ReadBytes / map.PieceBytes);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(sizeBytes, (long)piecesARead * map.PieceBytes));
        try
        {
            for (var first = 0; first < map.Count; first += piecesARead)
            {
                var length = (int)Math.Min((long)piecesARead * map.PieceBytes, map.SizeBytes - map.Offset(first));
                var end = Math.Min(first + piecesARead, map.Count);
                if (!TryHash(file, holes, buffer.AsSpan(0, length), hashes.AsSpan(first, end - first), first) || !onBytes(length)) return null;
            }
            return PieceLayer.FromHashes(map.SizeBytes, hashes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryHash(SafeFileHandle file, FileHoles holes, Span<byte> bytes, Span<Bytes32> hashes, int first)
    {
        var map = holes.Map;
        if (holes.Covers(map.Offset(first), bytes.Length))
        {
            for (var piece = 0; piece < hashes.Length; piece++) hashes[piece] = holes.PieceRoot(map.Length(first + piece));
            return true;
        }
        if (!TryReadAll(file, bytes, map.Offset(first))) return false;
        for (var piece = 0; piece < hashes.Length; piece++)
            hashes[piece] = MerkleTree.PieceRoot(bytes.Slice(piece * map.PieceBytes, map.Length(first + piece)), map);
        Interlocked.Add(ref bytesHashed, bytes.Length);
        return true;
    }

    private static bool TryReadAll(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0) return false;
            bytes = bytes[read..];
            offset += read;
        }
        return true;
    }
}
