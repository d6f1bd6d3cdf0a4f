using System.Buffers;
using Microsoft.Win32.SafeHandles;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>Names files by their bytes; at most two at once, so that disk and processor stay usable.</summary>
internal sealed class ContentHasher : IDisposable
{
    public const int FilesAtOnce = 2;

    private const int ReadBytes = 256 * 1024;

    private readonly SemaphoreSlim turns = new(FilesAtOnce);
    private long bytesHashed;

    /// <summary>Bytes that were read and hashed since the start.</summary>
    public long BytesHashed => Interlocked.Read(ref bytesHashed);

    /// <param name="sizeBytes">1 to 2^43.</param>
    /// <param name="onBytes">Told of every read.</param>
    /// <returns>Null when the file ended before its size.</returns>
    public async Task<PieceLayer?> HashAsync(SafeFileHandle file, long sizeBytes, Action<int> onBytes, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Hash(file, new PieceMap(sizeBytes), onBytes, cancellationToken), cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turns.Dispose();

    private PieceLayer? Hash(SafeFileHandle file, PieceMap map, Action<int> onBytes, CancellationToken cancellationToken)
    {
        var hashes = new Bytes32[map.Count];
        var piecesARead = Math.Max(1, ReadBytes / map.PieceBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(piecesARead * map.PieceBytes);
        try
        {
            for (var first = 0; first < map.Count; first += piecesARead)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bytes = buffer.AsSpan(0, (int)Math.Min((long)piecesARead * map.PieceBytes, map.SizeBytes - map.Offset(first)));
                if (!TryReadAll(file, bytes, map.Offset(first))) return null;
                for (var piece = first; piece < Math.Min(first + piecesARead, map.Count); piece++)
                    hashes[piece] = MerkleTree.PieceRoot(bytes.Slice((piece - first) * map.PieceBytes, map.Length(piece)), map);
                Interlocked.Add(ref bytesHashed, bytes.Length);
                onBytes(bytes.Length);
            }
            return PieceLayer.FromHashes(map.SizeBytes, hashes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
